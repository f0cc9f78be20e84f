"""Signals: the kinds of activity that a lead model cares about, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.activity import INTERACTIONS, Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import Duration
from leadflow.domain.json import Json
from leadflow.domain.match import like, number
from leadflow.domain.properties import Where, fit, found

KEEP: Final = 100
"""How many occurrences of a signal count, where the model says nothing else."""

PER_DAY: Final = "day"
PERCENT: Final = "percent"

KEY_LIMIT: Final = 64
"""A longer value of `per` is kept as its digest: a stranger may write it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an activity must be: one of these types (globs), with these properties."""

    kinds: tuple[str, ...]
    where: Where = field(default_factory=dict)

    def fits(self, activity: Activity) -> bool:
        return self.admits(activity.type) and fit(self.where, activity.properties)

    def admits(self, kind: str) -> bool:
        """Whether an activity of that type can fit."""
        return any(like(each, kind) for each in self.kinds)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one activity is one signal: the value of the property that `per` names, and how much of it there is."""

    key: str = ""
    measure: float = 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """The `at_least`-th occurrence of a signal in a visit, which ends with a pause longer than `gap`."""

    of: str
    at_least: int
    gap: Duration


@dataclass(frozen=True, slots=True)
class Signal:
    """A named kind of activity: any of the patterns, once for each value of `per`, the `keep` most recent.

    `measure` names the property that says how much of it there is. A `visit` has no patterns: it follows from another
    signal. With `reset_by` only what is later than that signal's latest occurrence counts.
    """

    name: str
    patterns: tuple[Pattern, ...] = ()
    per: str | None = None
    keep: int = KEEP
    measure: str | None = None
    visit: Visit | None = None
    reset_by: str | None = None
    says: str | None = None

    def admits(self, kind: str) -> bool:
        """Whether an activity of that type can be this signal."""
        return any(pattern.admits(kind) for pattern in self.patterns)

    def seen(self, activity: Activity) -> Seen | None:
        """How the activity is this signal, or None where it is not."""
        if not any(pattern.fits(activity) for pattern in self.patterns):
            return None
        measure = 1.0 if self.measure is None else measured(activity, self.measure)
        if self.per is None or self.per == PER_DAY:
            return Seen(measure=measure)
        key = _key(found(activity.properties, self.per))
        return None if key is None else Seen(key, measure)

    @property
    def words(self) -> str:
        """What a message calls it."""
        return self.says or self.name.replace("_", " ")


def measured(activity: Activity, name: str) -> float:
    """The number in that property, 0 where there is none; percent as a share from 0 to 1."""
    amount = number(found(activity.properties, name)) or 0.0
    return min(max(amount, 0.0), 100.0) / 100 if name == PERCENT else amount


def _key(value: Json) -> str | None:
    if value is None or isinstance(value, Mapping):
        return None
    amount = number(value)
    text = str(value) if amount is None else repr(amount)
    return text if len(text) <= KEY_LIMIT else digest(text)


BUILT_IN: Final = {
    "interaction": Signal("interaction", (Pattern(tuple(str(kind) for kind in INTERACTIONS)),), keep=1),
    "touch": Signal("touch", (Pattern((Kind.EMAIL_DELIVERED.value,)),), keep=1),
    "sales_touch": Signal(
        "sales_touch", (Pattern((Kind.SALES_CALLED.value, Kind.SALES_EMAILED.value, Kind.SALES_MET.value)),), keep=1
    ),
}
"""Signals that every model has: any human activity, mail delivered, sales in contact. Their last day is kept."""
