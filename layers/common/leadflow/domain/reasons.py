"""The reasons for a score as people read them: whole points in words that add up to the score as shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.explanation import Contribution, Explanation, apportion
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import ago, clean, counted, times, words

STRONGEST: Final = 5
"""So many reasons are told one by one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """So many points, and what for."""

    points: int
    what: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a score is what it is: `points` of all in `told` add up to `value`.

    `score` is its name, empty where the news is about none. `activities` are those told one by one.
    """

    score: str = ""
    value: int = 0
    told: tuple[Reason, ...] = ()
    activities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Group:
    """All contributions of one signal, with their points as shown."""

    points: int
    signal: str
    parts: Sequence[Contribution]


def reasons(explanation: Explanation | None, model: LeadModel, now: Instant) -> Reasons:
    """The strongest reasons one by one, the others together, then traits and what the range cuts off."""
    if explanation is None:
        return Reasons()
    parts = explanation.contributions
    added = dict(_added(explanation))
    values = [*(part.value for part in parts), *added.values(), explanation.range]
    shown = [round(value) for value in apportion(values, 0)]
    value, limit = sum(shown), shown.pop()
    strongest, others = _split([group for group in _groups(parts, shown[: len(parts)]) if group.points])
    told = (
        *(Reason(group.points, _what(group, model, now)) for group in strongest),
        *_together(others),
        *(Reason(points, what) for what, points in zip(added, shown[len(parts) :], strict=True) if points),
        *_limited(limit, value),
    )
    activities = frozenset(part.activity for group in strongest for part in group.parts)
    return Reasons(explanation.score, value, told, activities)


def _groups(parts: Sequence[Contribution], points: Iterable[int]) -> list[_Group]:
    found: dict[str, list[tuple[Contribution, int]]] = {}
    for part, count in zip(parts, points, strict=True):
        found.setdefault(part.signal, []).append((part, count))
    groups = [
        _Group(sum(count for _, count in those), signal, tuple(part for part, _ in those))
        for signal, those in found.items()
    ]
    return sorted(groups, key=lambda group: -abs(group.points))


def _split(groups: Sequence[_Group]) -> tuple[Sequence[_Group], Sequence[_Group]]:
    """The strongest, and the others; a single other one is told like them."""
    count = len(groups) if len(groups) == STRONGEST + 1 else STRONGEST
    return groups[:count], groups[count:]


def _what(group: _Group, model: LeadModel, now: Instant) -> str:
    signal = model.signals.get(group.signal)
    said = clean(signal.words) if signal else words(group.signal)
    latest = ago(max(part.at for part in group.parts), now)
    return f"{said}{times(len(group.parts))}, {'' if len(group.parts) == 1 else 'latest '}{latest}"


def _together(others: Sequence[_Group]) -> Iterator[Reason]:
    points = sum(group.points for group in others)
    if points:
        yield Reason(points, f"{counted(len(others), 'smaller thing')}, together")


def _added(explanation: Explanation) -> Iterator[tuple[str, float]]:
    """What else there is in the sum, in words, and its points."""
    for name, points in explanation.parts.items():
        yield f"from {words(name)}", points
    for name, points in explanation.caps.items():
        yield f"{words(name)} counts only so much", points
    yield "heard nothing from them for long", explanation.inactivity
    yield "who they are and where they work", explanation.traits


def _limited(limit: int, value: int) -> Iterator[Reason]:
    if limit:
        yield Reason(limit, f"{'cut off at' if limit < 0 else 'never below'} {value}")
