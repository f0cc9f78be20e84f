"""Where the CRM and somebody else say different things of a lead: who said what when, and which of it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadflow.domain.crm import SAID, Wins
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.known import alike, known
from leadflow.domain.lead import Register
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.state import State

UNKNOWN = "an import or a former source"
"""Neither has a rank of its own."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says, which source wrote it, and when."""

    value: Json
    by: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one lead; `holds` is the side whose value counts, by the `rule` of the map."""

    lead: str
    term: str
    ours: Said
    theirs: Said
    rule: Wins
    holds: Wins


def conflicts(state: State, model: LeadModel) -> Iterator[Conflict]:
    """Those of the lead, in the order of the map. What differs only in letter case or as 200 and "200" do is none."""
    for term, field in model.crm.fields.items() if model.crm is not None else ():
        ours, theirs = state.lead.traits.get(term), state.lead.traits.get(SAID + term)
        if ours is not None and theirs is not None and not alike(ours.value, theirs.value):
            holds = Wins.CRM if known(term, state.lead, model) == theirs.value else Wins.US
            key = state.lead.keys.strongest
            name = state.id if key is None else key[1]
            yield Conflict(name, term, _said(ours, model), _said(theirs, model), field.wins, holds)


def _said(register: Register, model: LeadModel) -> Said:
    names = {sender.rank: name for name, sender in model.senders.items()}
    return Said(register.value, names.get(register.rank, UNKNOWN), register.at)
