"""What is kept of a lead, found by its address, and how the lead stands at any instant."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.application import family
from leadflow.application.ports import Leads, Timeline
from leadflow.application.replay import Course
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.correction import refold
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.instant import Instant, minute
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.outlook import ahead
from leadflow.domain.state import State

_WORDS: Final = frozenset({Kind.ACTIVITY_VOIDED, Kind.ACTIVITY_RESTORED})
"""What a person says of an activity."""


class NobodyKnown(Exception):
    """No lead has this address, or had done anything by that instant; the text says which."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The stored leads and their timelines; `key` is the secret of lead ids."""

    leads: Leads
    timeline: Timeline
    key: bytes
    model: LeadModel

    def id(self, email: str) -> LeadId:
        """The id of the lead with this address, whether or not there is one."""
        return lead_id(("email", email), self.key)

    def state(self, email: str) -> State:
        """The lead with this address, under whichever key it lives. Raises NobodyKnown, OutsideDown."""
        state = family.whole(self.leads, self.id(email))
        if state is None:
            raise NobodyKnown(f"{email}: no lead of the stack has this address")
        return state

    def history(self, email: str, until: Instant | None = None) -> Iterator[Activity]:
        """All that the lead did under any of its keys, oldest first. Raises NobodyKnown, OutsideDown."""
        return family.history(self.timeline, self.state(email).family, until)

    def now(self, email: str, clock: Instant) -> Facts:
        """The lead as it is stored, at the present instant. Raises NobodyKnown, OutsideDown.

        `clock` may stand behind the lead's last look: a lead's time never runs backwards.
        """
        return self.facts(self.state(email), clock)

    def facts(self, state: State, clock: Instant) -> Facts:
        """As `now`, of a lead that was read already. Raises OutsideDown."""
        now, known = max(clock, state.evaluated_at), state.lead
        if not self.model.takes_alike(state.model):
            known = refold(known, family.history(self.timeline, state.family), self.model, now)
        return Facts(self.model, known, state.standing, now)

    def at(self, email: str, at: Instant, clock: Instant) -> Facts:
        """The lead at that instant: what the timeline says of the past, or what time alone brings.

        Raises NobodyKnown, OutsideDown.
        """
        stored = self.now(email, clock)
        if at >= stored.now:
            return ahead(stored, at)
        history = list(self.history(email, at))
        if not history:
            raise NobodyKnown(f"{email}: nothing is known of this lead by {minute(at)}")
        return Course(self.model, at).of(email, history).facts

    def said(self, email: str, facts: Facts) -> Mapping[str, str]:
        """The reasons for which activities were taken or given back, as `reasons` tells them. Raises OutsideDown."""
        return reasons(self.history(email)) if facts.lead.voids else {}


def reasons(history: Iterable[Activity]) -> Mapping[str, str]:
    """Why activities were taken or given back, by the id of the activity that says so."""
    words = ((each.id, each.properties.get("reason")) for each in history if each.type in _WORDS)
    return {name: reason for name, reason in words if isinstance(reason, str)}
