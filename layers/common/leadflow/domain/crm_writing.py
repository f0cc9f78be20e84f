"""What of a lead is written into its record in the CRM, and what of the record is left as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.company import company
from leadflow.domain.crm import SAID, WROTE, Field, Object, Wins
from leadflow.domain.facts import FACTS, Facts
from leadflow.domain.json import Json
from leadflow.domain.known import alike, known, later
from leadflow.domain.lead import Register
from leadflow.domain.wording import LONG

DECIMALS: Final = 2
"""Of scores: as many as the number fields that we make have."""

UNNAMED: Final = "[not provided]"
"""Stands where a CRM makes no record without a company."""


@dataclass(frozen=True, slots=True)
class Record:
    """A person's record in the CRM.

    `on` is what it is a record of, `values` what it holds in the fields of the map, by their names there; what is
    empty is missing or None. `owner` is the CRM's own id of whoever has it.
    """

    id: str
    on: Object
    values: Mapping[str, Json] = field(default_factory=dict)
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a new record is made of, beside the map; `first` is empty where only one name is known."""

    on: Object
    email: str
    first: str
    last: str
    company: str


def newcomer(facts: Facts, on: Object) -> Newcomer:
    """Who a record is made for.

    A last name and a company, which some CRMs insist on, are made of the address where nobody has told them.
    """
    email = facts.lead.keys.email or ""
    first, last, name, firm = (_line(facts.trait(each)) for each in ("first_name", "last_name", "name", "company"))
    if not last:
        named, _, last = (name or first or email.partition("@")[0]).rpartition(" ")
        first = named if first in ("", last) else first
    return Newcomer(on, email, first, last, firm or company(email) or UNNAMED)


def first_values(fields: Iterable[Field], facts: Facts) -> dict[str, Json]:
    """What a new record holds of the map: all that is known, whoever has said it."""
    found = {each.theirs: _ours(each.term, facts) for each in fields}
    return {name: value for name, value in found.items() if value not in (None, "")}


def changed_values(fields: Iterable[Field], facts: Facts, record: Record) -> dict[str, Json]:
    """What is to be written into a record that there is; None where a field is to be emptied.

    `wins: us` overwrites. `wins: crm` fills in what the CRM has never said anything of. `wins: latest` writes what was
    said later than what the CRM is known to have said; a value that we have not heard of is left alone: it is newer.
    """
    found: dict[str, Json] = {}
    for each in fields:
        current = record.values.get(each.theirs)
        if _is_evaluated(each.term, facts):
            ours = _ours(each.term, facts)
        elif not _wins(each, facts, current):
            continue
        else:
            ours = facts.lead.traits[each.term].value
        if not alike(ours, current):
            found[each.theirs] = None if ours == "" else ours
    return found


def stated(fields: Iterable[Field], facts: Facts, values: Mapping[str, Json]) -> dict[str, Register]:
    """Which of the written values are the words of somebody who may be contradicted by the CRM, by our term."""
    mapped = {each.term: each for each in fields if each.theirs in values and each.wins is Wins.LATEST}
    traits = facts.lead.traits
    ours = {term: traits[term] for term in mapped if term in traits and not _is_evaluated(term, facts)}
    return {term: register for term, register in ours.items() if alike(register.value, values[mapped[term].theirs])}


def _line(value: Json) -> str:
    return " ".join(value.split())[:LONG] if isinstance(value, str) else ""


def _is_evaluated(term: str, facts: Facts) -> bool:
    return term in facts.scores or term in facts.classes or term in facts.model.segments or term in FACTS


def _ours(term: str, facts: Facts) -> Json:
    if term in facts.model.segments:
        return facts.member(term)
    if not _is_evaluated(term, facts):
        return known(term, facts.lead, facts.model)
    value = facts.trait(term)
    if term not in facts.scores or not isinstance(value, int | float):
        return value
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def _wins(line: Field, facts: Facts, current: Json) -> bool:
    ours, theirs = facts.lead.traits.get(line.term), facts.lead.traits.get(SAID + line.term)
    if ours is None:
        return False
    match line.wins:
        case Wins.US:
            return True
        case Wins.CRM:
            return theirs is None and current in (None, "")
        case _ if theirs is None:
            return current in (None, "")
        case _:
            return (
                alike(theirs.value, current) and later(ours, theirs, facts.lead.traits.get(WROTE + line.term)) is ours
            )
