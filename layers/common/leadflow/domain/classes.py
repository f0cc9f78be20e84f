"""Classes: ordered lists of labels, of which a lead has one; funnels among them only move forward by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.condition import Condition, Facts, earliest
from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class SetBack:
    """An activity that puts a lead back in its funnels, to the label that it names or else to the first."""

    at: Instant
    activity: str
    label: str | None


def set_back(activity: Activity) -> SetBack | None:
    """The set-back that the activity is, if it is one: `sales.rejected`, or anything with a property `set_back`."""
    named = activity.properties.get("set_back")
    if named is None and activity.type != Kind.SALES_REJECTED:
        return None
    label = activity.properties.get("stage") if named is None else named
    return SetBack(activity.at, activity.id, label if isinstance(label, str) else None)


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a lead stands in a class: its label, and of a funnel the later labels that must first stop being true."""

    label: str | None
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """An ordered list of labels, `None` as condition always holds: the first that holds is the lead's.

    With `sticky` it is a funnel: the furthest that holds, never earlier than the one last published. A set-back leads
    to the label that it names, and then a later one is reached only when its condition turns from false to true.
    """

    name: str
    labels: tuple[tuple[str, Condition | None], ...]
    sticky: bool = False

    def rung(self, facts: Facts, before: Rung, set_backs: Iterable[SetBack]) -> Rung:
        """Where the lead stands, having stood there before, and after these set-backs, oldest first."""
        if not self.sticky:
            return Rung(next((label for label, when in self.labels if _holds(when, facts)), None))
        true = [_holds(when, facts) for _, when in self.labels]
        blocked = [holds and label in before.blocked for (label, _), holds in zip(self.labels, true, strict=True)]
        reached = [place for place, holds in enumerate(true) if holds and not blocked[place]]
        here = max([*reached, self._place(before.label, -1)], default=-1)
        for each in set_backs:
            here = min(here, self._place(each.label, 0))
            blocked = true
        return Rung(
            self.labels[here][0] if here >= 0 else None,
            tuple(label for place, (label, _) in enumerate(self.labels) if place > here and blocked[place]),
        )

    def changes_at(self, facts: Facts, rung: Rung) -> Instant | None:
        """Before this instant the rung cannot change unless something new happens."""
        if self.sticky:
            later = self.labels[self._place(rung.label, -1) + 1 :]
            return earliest(*(when.changes_at(facts) for _, when in later if when is not None))
        return earliest(*_until_the_first(self.labels, facts))

    def _place(self, label: str | None, otherwise: int) -> int:
        return next((place for place, (name, _) in enumerate(self.labels) if name == label), otherwise)


def _holds(when: Condition | None, facts: Facts) -> bool:
    return when is None or when.holds(facts)


def _until_the_first(labels: Sequence[tuple[str, Condition | None]], facts: Facts) -> Iterable[Instant | None]:
    for _, when in labels:
        if when is None:
            return
        yield when.changes_at(facts)
        if when.holds(facts):
            return
