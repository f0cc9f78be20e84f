"""A test case tried: what the model makes of it, where that is not what was expected."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.application.replay import Course, Replayed
from leadflow.domain.automation import Change, Trigger
from leadflow.domain.case import Case, Checkpoint, Level
from leadflow.domain.facts import Facts
from leadflow.domain.headline import headline_score
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.match import Bounds
from leadflow.domain.transition import Transition

_WORDS: Final = {"at_least": "at least", "at_most": "at most", "above": "above", "below": "below"}
_MOVES: Final = {Change.ENTERED: "enters", Change.LEFT: "leaves"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as expected at that instant; `score` is the one to look at, if any."""

    at: Instant
    line: int | None
    expected: str
    found: str
    facts: Facts
    score: str | None


def differences(case: Case, model: LeadModel) -> Iterator[Difference]:
    """Everything that is not as the case expects."""
    before = Instant(-1)
    heard = [each for each in case.activities if not model.ignored.matches(each)]
    for checkpoint in case.checkpoints:
        history = [each for each in heard if each.at <= checkpoint.at]
        found = Course(model, checkpoint.at).of(case.name, history)
        passed = [each for each in found.transitions if before < each.at]
        look = _Look(checkpoint, found, passed)
        yield from look.scores()
        yield from look.segments()
        yield from look.classes()
        yield from look.changes()
        before = checkpoint.at


@dataclass(frozen=True, slots=True)
class _Look:
    """One checkpoint beside what was found there, and what had changed since the one before."""

    checkpoint: Checkpoint
    found: Replayed
    passed: Sequence[Transition]

    def scores(self) -> Iterator[Difference]:
        for name, wanted in self.checkpoint.scores.items():
            value = self.found.evaluation.scores[name]
            if not _fits(wanted, value):
                yield self._differs(f"{name} {_level(wanted)}", f"{name} {_shown(wanted, value)}", name)

    def segments(self) -> Iterator[Difference]:
        for name in self.checkpoint.inside:
            if name not in self.found.evaluation.segments:
                yield self._differs(f"in {name}", f"not in {name}", self._score(name))
        for name in self.checkpoint.outside:
            if name in self.found.evaluation.segments:
                yield self._differs(f"not in {name}", f"in {name}", self._score(name))

    def classes(self) -> Iterator[Difference]:
        for name, wanted in self.checkpoint.classes.items():
            label = self.found.evaluation.classes[name]
            if label != wanted:
                yield self._differs(f"{name} {wanted or 'none'}", f"{name} {label or 'none'}", self._score(name))

    def changes(self) -> Iterator[Difference]:
        """Alerts, what was taken back, and transitions."""
        wanted, alerts = self.checkpoint.alerts, [name for each in self.passed for name in each.calls]
        if wanted is not None and sorted(wanted) != sorted(alerts):
            yield self._differs(_listed("alerts", wanted), _listed("alerts", alerts), self._behind([*wanted, *alerts]))
        wanted, back = self.checkpoint.taken_back, [name for each in self.passed for name in each.takes_back]
        if wanted is not None and sorted(wanted) != sorted(back):
            yield self._differs(_listed("taken back", wanted), _listed("taken back", back), None)
        told = [_changed(each.change, each.of, each.to) for each in self.passed]
        for trigger in self.checkpoint.transitions:
            if not any(_meant(trigger, each) for each in self.passed):
                wish = _changed(trigger.change, trigger.of, trigger.to)
                yield self._differs(wish, ", ".join(told) or "no change", self._score(trigger.of))

    def _differs(self, expected: str, found: str, score: str | None) -> Difference:
        return Difference(self.checkpoint.at, self.checkpoint.line, expected, found, self.found.facts, score)

    def _score(self, name: str) -> str | None:
        return headline_score(self.found.facts.model, name)

    def _behind(self, automations: Iterable[str]) -> str | None:
        """The score behind the first of these automations."""
        triggers = (self.found.facts.model.automations[name].when for name in automations)
        return next((self._score(trigger.of) for trigger in triggers), None)


def _fits(wanted: Level, value: float | None) -> bool:
    if wanted is None or value is None:
        return wanted is value
    return wanted.hold(value) if isinstance(wanted, Bounds) else round(value, _decimals(wanted)) == wanted


def _decimals(wanted: float) -> int:
    """With how many decimals the number is written: so exactly it is meant."""
    return 0 if isinstance(wanted, int) else len(repr(wanted).partition(".")[2])


def _level(wanted: Level) -> str:
    if isinstance(wanted, Bounds):
        bounds = ((_WORDS[name], getattr(wanted, name)) for name in _WORDS)
        return " and ".join(f"{word} {value:g}" for word, value in bounds if abs(value) != float("inf"))
    return "none" if wanted is None else f"{wanted}"


def _shown(wanted: Level, value: float | None) -> str:
    """The value, with one decimal more than the wish has."""
    if value is None:
        return "none"
    return f"{value:.{_decimals(wanted) + 1 if isinstance(wanted, int | float) else 1}f}"


def _listed(word: str, names: Sequence[str]) -> str:
    return f"{word} {', '.join(names)}" if names else f"no {word}" if word == "alerts" else f"nothing {word}"


def _meant(trigger: Trigger, each: Transition) -> bool:
    return (trigger.change, trigger.of) == (each.change, each.of) and trigger.to in (None, each.to)


def _changed(change: Change, of: str, to: str | None) -> str:
    if change is Change.BECAME:
        return f"{of} becomes {to or 'none'}"
    return f"{of} occurs" if change is Change.OCCURRED else f"{_MOVES[change]} {of}"
