"""Where a lead stood when last published: the small part that is not a pure function of what it did."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """Segments with the instant since when, classes with their label, automations with their last alert.

    `told` are the automations that have announced what is still so. `occurred` holds the activities published of each
    signal, oldest first. Of funnels, `blocked` holds the labels that must first stop being true, and `set_back` is the
    latest set-back: its instant and activity. `counted` holds the latest alerts of automations of which there may only
    be so many, oldest first.
    """

    segments: Mapping[str, Instant] = field(default_factory=dict)
    classes: Mapping[str, str | None] = field(default_factory=dict)
    alerts: Mapping[str, Instant] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    occurred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    set_back: tuple[Instant, str] | None = None
    counted: Mapping[str, tuple[Instant, ...]] = field(default_factory=dict)


def united(one: Standing, other: Standing, funnels: Mapping[str, Sequence[str]]) -> Standing:
    """Where a lead stands that was known as two: in all that either was in, with all that either was told of.

    `funnels` are the classes of which the furthest label holds, each with its labels in their order; of the others the
    first lead's label holds.
    """
    return Standing(
        segments=_each(one.segments, other.segments, min),
        classes={**other.classes, **one.classes, **_furthest(one, other, funnels)},
        alerts=_each(one.alerts, other.alerts, max),
        told=one.told | other.told,
        occurred={
            name: tuple(dict.fromkeys((*other.occurred.get(name, ()), *one.occurred.get(name, ()))))
            for name in {**one.occurred, **other.occurred}
        },
        blocked={
            name: tuple(dict.fromkeys((*one.blocked.get(name, ()), *other.blocked.get(name, ()))))
            for name in {**one.blocked, **other.blocked}
        },
        set_back=max((each.set_back for each in (one, other) if each.set_back is not None), default=None),
        counted={
            name: tuple(sorted((Counter(one.counted.get(name)) | Counter(other.counted.get(name))).elements()))
            for name in {**one.counted, **other.counted}
        },
    )


def _each(one: Mapping[str, Instant], other: Mapping[str, Instant], best: Callable[..., Instant]) -> dict[str, Instant]:
    return {name: best(each[name] for each in (one, other) if name in each) for name in {**one, **other}}


def _furthest(one: Standing, other: Standing, funnels: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, labels in funnels.items():
        known = [each.classes.get(name) for each in (one, other)]
        if reached := [label for label in known if label in labels]:
            found[name] = max(reached, key=labels.index)
    return found
