"""Which fields the CRM's map needs that the CRM does not have yet, and how they would be made."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.domain.crm import Object, Wins
from leadflow.domain.crm_field import CrmField
from leadflow.model.crm_needs import Need, needs
from leadflow.model.crm_schema import Schema, alike, named, slip
from leadflow.model.grammar import ModelFile


@dataclass(frozen=True, slots=True)
class Creation:
    """A field that is to be made, for our `term`."""

    term: str
    on: Object
    field: CrmField


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field that is missing and not made, and why."""

    term: str
    on: Object
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is there, what would be made, and what would not."""

    there: int
    creations: Sequence[Creation]
    left_out: Sequence[LeftOut]


def plan(file: ModelFile, schema: Schema) -> Plan:
    """What it takes to let the CRM have every field of the map."""
    missing = [need for need in needs(file) if named(need, schema) is None]
    doubts = [(need, _doubt(need, schema)) for need in missing]
    return Plan(
        there=len(needs(file)) - len(missing),
        creations=[Creation(need.field.term, need.field.on, need.made) for need, doubt in doubts if not doubt],
        left_out=[LeftOut(need.field.term, need.field.on, need.field.theirs, doubt) for need, doubt in doubts if doubt],
    )


def _doubt(need: Need, schema: Schema) -> str:
    """Why it is not made; empty where it is. What only the CRM writes, and what looks like a slip, is not."""
    if made := alike(schema, need.field.on, need.made):
        return f"one that was made for it is called {made.name} there: write that into the model"
    if need.field.wins is Wins.CRM:
        return "only the CRM writes it, so it has to be there: name the field that its people fill in"
    there = [on for on, fields in schema.items() if any(each.name == need.field.theirs for each in fields)]
    if there and not need.evaluated:
        return f"the CRM has one of another object: say `on: {there[0]}`, or make it by hand"
    near = slip(need, schema)
    return f"{near} may be meant: correct the model, or make it by hand" if near else ""
