"""News of a lead: a published transition with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.errand import Origin
from leadflow.domain.explanation import Explanation
from leadflow.domain.identity import LeadId, digest
from leadflow.domain.transition import Transition

_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message can say of a transition: figures and activity ids, no personal data."""

    scores: Mapping[str, float | None]
    classes: Mapping[str, str | None]
    segments: Sequence[str]
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class News:
    """One published transition of one lead: the durable copy from which everything outward is made.

    `version` is the lead's version that was written together with it, `origin` the last that was heard of the lead by
    then; time alone has none.
    """

    lead: LeadId
    version: int
    transition: Transition
    evidence: Evidence
    origin: Origin | None = None

    @property
    def id(self) -> str:
        """Stable over every retry: the lead, its version, and what happened."""
        named = self.transition.to if self.transition.activity is None else _short(self.transition.activity)
        to = f":{named}" if named is not None else ""
        return f"{self.lead}.{self.version}.{self.transition.change}:{self.transition.of}{to}"

    @property
    def began(self) -> Origin:
        """Where its way began: with what came in, else with itself."""
        if self.origin is None:
            return Origin(self.id, self.transition.at)
        return self.origin if self.origin.trace else Origin(self.id, self.origin.at)


def whose(news: str) -> LeadId:
    """The lead that the news of this id is of."""
    return LeadId(news.partition(".")[0])


def _short(activity: str) -> str:
    """The activity's id, where it fits into a key."""
    return activity if len(activity) <= _LONGEST else digest(activity)
