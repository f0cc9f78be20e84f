"""A new model for leads that an earlier one has judged: all of them are sent to be judged again, or only foreseen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from leadflow.application import family
from leadflow.application.ports import Timeline
from leadflow.application.recall import Recall
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, answer
from leadflow.domain.state import State
from leadflow.domain.transition import Transition


class Census(Protocol):
    """All leads, in no order."""

    def count(self) -> int:
        """About how many there are. Raises OutsideDown."""
        ...

    def judged(self) -> Iterator[tuple[LeadId, str]]:
        """Each lead with the fingerprint of the model that judged it. Raises OutsideDown."""
        ...

    def states(self) -> Iterator[State]:
        """Each lead, whole. Raises OutsideDown."""
        ...


@dataclass(slots=True)
class Rescore:
    """Sends back every lead that another model has judged; what was judged by this one is passed over.

    It can be broken off and begun again: a lead that is sent twice is judged once. `seen` counts leads.
    """

    model: LeadModel
    recall: Recall
    seen: int = 0

    def run(self, leads: Iterable[tuple[LeadId, str]]) -> None:
        """Send them, each with the fingerprint of the model that judged it. Raises OutsideDown."""
        for lead, fingerprint in leads:
            self.seen += 1
            if fingerprint != self.model.fingerprint:
                self.recall.add(lead)
        self.recall.flush()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the new model would make of a lead that was so before."""

    before: State
    transitions: tuple[Transition, ...]

    @property
    def name(self) -> str:
        """The lead's address, else its strongest key."""
        key = self.before.lead.keys.strongest
        return self.before.id if key is None else key[1]


@dataclass(frozen=True, slots=True)
class Foresight:
    """Judges leads by a model without writing anything; `announce`: what it changes is to be told."""

    model: LeadModel
    timeline: Timeline
    now: Instant
    announce: bool = False

    def of(self, states: Iterable[State]) -> Iterator[Foreseen | None]:
        """What becomes of each lead, None of those that this model has judged. Raises OutsideDown."""
        for state in states:
            yield None if state.model == self.model.fingerprint else self._of(state)

    def _of(self, state: State) -> Foreseen:
        arrival = Arrival(announce=self.announce)
        response = answer(self.model, state, arrival, self.now, lambda: family.history(self.timeline, state.family))
        return Foreseen(state, tuple(news.transition for news in response.news))
