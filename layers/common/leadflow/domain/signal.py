"""Signals: the kinds of activity that a lead model cares about, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.activity import INTERACTIONS, Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.match import AnyOf, Test, like, number, url_like

KEEP: Final = 100
"""How many occurrences of a signal count, where the model says nothing else."""

PER_DAY: Final = "day"

KEY_LIMIT: Final = 64
"""A longer value of `per` is kept as its digest: a stranger may write it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an activity must be: one of these types (globs), with these properties."""

    kinds: tuple[str, ...]
    where: Mapping[str, Test] = field(default_factory=dict)

    def fits(self, activity: Activity) -> bool:
        return any(like(kind, activity.type) for kind in self.kinds) and all(
            _holds(name, test, activity.properties.get(name)) for name, test in self.where.items()
        )


def _holds(name: str, test: Test, value: Json) -> bool:
    if value is None:
        return False
    if name == "url" and isinstance(test, AnyOf):
        return test.holds(value, url_like)
    return test.holds(value)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one activity is one signal: the value of the property that `per` names, and how much of it there is."""

    key: str = ""
    measure: float = 1.0


@dataclass(frozen=True, slots=True)
class Signal:
    """A named kind of activity: any of the patterns, once for each value of `per`, the `keep` most recent."""

    name: str
    patterns: tuple[Pattern, ...]
    per: str | None = None
    keep: int = KEEP
    says: str | None = None

    def seen(self, activity: Activity) -> Seen | None:
        """How the activity is this signal, or None where it is not."""
        if not any(pattern.fits(activity) for pattern in self.patterns):
            return None
        if self.per is None or self.per == PER_DAY:
            return Seen()
        key = _key(activity.properties.get(self.per))
        return None if key is None else Seen(key=key)

    @property
    def words(self) -> str:
        """What a message calls it."""
        return self.says or self.name.replace("_", " ")


def _key(value: Json) -> str | None:
    if value is None or isinstance(value, Mapping):
        return None
    found = number(value)
    text = str(value) if found is None else repr(found)
    return text if len(text) <= KEY_LIMIT else digest(text)


BUILT_IN: Final = {
    "interaction": Signal("interaction", (Pattern(tuple(str(kind) for kind in INTERACTIONS)),), keep=1),
    "touch": Signal("touch", (Pattern((Kind.EMAIL_DELIVERED.value,)),), keep=1),
    "sales_touch": Signal(
        "sales_touch", (Pattern((Kind.SALES_CALLED.value, Kind.SALES_EMAILED.value, Kind.SALES_MET.value)),), keep=1
    ),
}
"""Signals that every model has: any human activity, mail delivered, sales in contact. Their last day is kept."""
