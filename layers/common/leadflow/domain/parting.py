"""What remains of a lead when some of what it seemed to have done turns out to be another's."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from leadflow.domain.activity import Activity
from leadflow.domain.correction import refold
from leadflow.domain.evidence import Message, evidence
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead, Register, union
from leadflow.domain.lead_model import LeadModel


@dataclass(frozen=True, slots=True)
class Share:
    """What is one's own: what it was known to have done, and its timeline."""

    lead: Lead
    history: tuple[Activity, ...]

    def folded(self, model: LeadModel, now: Instant) -> Lead:
        """All of it; what the timeline no longer holds is as it was known."""
        return refold(self.lead, self.history, model, now)


def without(lead: Lead, gone: Share, rest: Iterable[Activity]) -> Share:
    """What remains of the lead where `gone` is another's; `rest` is the timeline of what stays."""
    ours = tuple(rest)
    ids = told(gone.lead) | {each.id for each in gone.history}
    return Share(_without(lead, ids - {each.id for each in ours}, gone), ours)


def told(lead: Lead) -> set[str]:
    """The ids of all activities that the lead holds anything of."""
    registers = (*lead.traits.values(), *lead.voids.values())
    clicks = (name for message in lead.messages.values() for name in message.clicks)
    return {*lead.occurrences, *(register.id for register in registers), *clicks}


def _without(lead: Lead, ids: AbstractSet[str], gone: Share) -> Lead:
    away = union((gone.lead, *(Lead(first_seen=each.at, messages=evidence(each)) for each in gone.history)))
    return replace(
        lead,
        keys=Keys(),
        first_seen=lead.first_seen if _before(lead.first_seen, away.first_seen) else None,
        occurrences={name: each for name, each in lead.occurrences.items() if name not in ids},
        traits=_others(lead.traits, ids),
        voids=_others(lead.voids, ids),
        messages=_unseen(lead.messages, away.messages),
        erase_requested=None if lead.erase_requested == gone.lead.erase_requested else lead.erase_requested,
    )


def _before(one: Instant | None, other: Instant | None) -> bool:
    return one is not None and (other is None or one < other)


def _others(registers: Mapping[str, Register], ids: AbstractSet[str]) -> Mapping[str, Register]:
    return {name: each for name, each in registers.items() if each.id not in ids}


def _unseen(messages: Mapping[str, Message], away: Mapping[str, Message]) -> Mapping[str, Message]:
    return {name: each for name, each in messages.items() if name not in away}
