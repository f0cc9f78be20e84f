"""Whether each lead's stored answer is what its state gives by now, and whether something brings the lead back."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from leadflow.application.recall import Recall
from leadflow.application.wake import LATE
from leadflow.domain.evaluation import evaluate, valid_until
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.outlook import outlook
from leadflow.domain.response import NEAR
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Occasion, publish


class Mark(StrEnum):
    """What a lead is found to be."""

    RIGHT = "right"
    EARLY = "early"  # it is looked at before its answer ends, which is harmless: it is looked at again then
    OTHER_MODEL = "other_model"  # another model has judged it, so that this one cannot say what should be stored
    LATE = "late"  # a segment or a class should have changed by now, and has not
    OVERDUE = "overdue"  # it should have been looked at by now, and was not; nothing would have changed
    ABSENT = "absent"  # its answer ends, and nothing brings it back
    AFTER = "after"  # it comes back only after the end of its answer


WRONG: Final = (Mark.LATE, Mark.OVERDUE, Mark.ABSENT, Mark.AFTER)
"""What must not be, the worst first."""

SHOWN: Final = 10
"""So many leads are named of each wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one lead is.

    `since` is when what is wrong began to be so, where that lies before now. `settling`: a click of it waits to count.
    """

    lead: LeadId
    mark: Mark
    since: Instant | None = None
    settling: bool = False


@dataclass(slots=True)
class Tally:
    """How many leads were found to be what, with the first of each wrong, and for how long the latest has been so."""

    marks: dict[Mark, int] = field(default_factory=dict)
    settling: int = 0
    latest: Duration = Duration(0)
    first: list[Finding] = field(default_factory=list)

    def add(self, found: Finding, now: Instant) -> None:
        """Count the lead."""
        count = self.marks[found.mark] = self.marks.get(found.mark, 0) + 1
        self.settling += found.settling
        if found.since is not None:
            self.latest = max(self.latest, Duration(now - found.since))
        if found.mark in WRONG and count <= SHOWN:
            self.first.append(found)

    @property
    def leads(self) -> int:
        """How many were looked at."""
        return sum(self.marks.values())

    @property
    def wrong(self) -> int:
        """How many of them are what must not be."""
        return sum(self.marks.get(mark, 0) for mark in WRONG)


@dataclass(slots=True)
class Audit:
    """Looks at all leads as of one instant; with `recall` it sends back whom it finds wrong, to be judged anew.

    It writes nothing itself, so that whoever judges does so under the lead's version: a lead that was sent for nothing,
    or twice, stays as it is.
    """

    model: LeadModel
    now: Instant
    recall: Recall | None = None
    tally: Tally = field(default_factory=Tally)

    def look(self, state: State) -> Finding | None:
        """What one of them is. Raises OutsideDown."""
        found = check(self.model, state, self.now)
        if found is not None:
            self.tally.add(found, self.now)
            if self.recall is not None and found.mark in WRONG:
                self.recall.add(found.lead)
        return found


def check(model: LeadModel, state: State, now: Instant, grace: Duration = LATE) -> Finding | None:
    """What the lead is as of `now`; None where it is none: a key that has joined another, or somebody who was erased.

    What fell due less than `grace` ago may still be on its way and is not missed yet. Of a state that was written after
    `now` it is asked whether it was right then.
    """
    if state.version == 0 or state.gone or state.kin.to is not None:
        return None
    due = Instant(now - grace)
    overdue = state.wake_at if state.wake_at is not None and state.wake_at <= due else None
    if state.model != model.fingerprint:
        return Finding(state.id, *_unjudged(state, overdue))
    facts = Facts(model, state.lead, state.standing, state.evaluated_at)
    settling = any(model.begins(each) > now for each in state.lead.occurrences.values())
    looked = max(due, state.evaluated_at)
    if (since := _unchanged_since(facts, looked)) is not None:
        return Finding(state.id, Mark.LATE, since, settling)
    if overdue is not None:
        return Finding(state.id, Mark.OVERDUE, overdue, settling)
    if state.returns_at is None or state.returns_at > looked:
        mark, until = _wake(state, facts)
    else:
        mark, until = _wake_since(state, _at(facts, looked))
    return Finding(state.id, mark, until if until is not None and until <= due else None, settling)


def _at(facts: Facts, at: Instant) -> Facts:
    return Facts(facts.model, facts.lead, facts.standing, at)


def _unjudged(state: State, overdue: Instant | None) -> tuple[Mark, Instant | None]:
    """What can be said of a lead that another model has judged: only whether it is looked at as that one wanted."""
    if overdue is not None:
        return Mark.OVERDUE, overdue
    return Mark.ABSENT if _lost(state) else Mark.OTHER_MODEL, None


def _wake(state: State, facts: Facts) -> tuple[Mark, Instant | None]:
    """How the wake stands to the end of the facts' answer, and that end where the lead comes too late for it."""
    until, wake = valid_until(facts), state.next_wake(facts.now)
    if until is None:
        return Mark.RIGHT if wake is None else Mark.EARLY, None
    if wake is None or _lost(state):
        return Mark.ABSENT, until
    if wake > until:
        return Mark.AFTER, until
    return Mark.RIGHT if wake == until else Mark.EARLY, None


def _wake_since(state: State, facts: Facts) -> tuple[Mark, Instant | None]:
    """As `_wake`, of a lead whose message has come by the facts' instant: where it found nothing it has left no trace.

    So it is not known when it was looked at, and a long search from there may have been sure for longer.
    """
    mark, until = _wake(state, facts)
    if mark is Mark.AFTER and state.wake_at is not None:
        changes = outlook(facts, 1, Duration(state.wake_at - facts.now))
        if all(each.at >= state.wake_at for each in changes):
            return Mark.RIGHT, None
    return mark, until


def _lost(state: State) -> bool:
    """Whether neither the index nor a message brings the lead back: messages go to those that are soon to come back."""
    return state.returns_at is not None and state.returns_at - state.evaluated_at > NEAR


def _unchanged_since(facts: Facts, at: Instant) -> Instant | None:
    """Since when the standing is no longer what the lead gives at `at`, None where it is."""
    if _differs(facts):
        return facts.now
    if not _differs(_at(facts, at)):
        return None
    return min((each.at for each in outlook(facts, 1, Duration(at - facts.now))), default=at)


def _differs(facts: Facts) -> bool:
    """Whether the facts' standing is another one than the lead has at their instant."""
    standing, transitions = publish(facts, evaluate(facts), Occasion(Cause.TIME, facts.now))
    return bool(transitions) or standing.blocked != facts.standing.blocked
