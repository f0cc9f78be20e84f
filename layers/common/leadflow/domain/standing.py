"""Where a lead stood when last published: the small part that is not a pure function of what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """Segments with the instant since when, classes with their label, automations with their last alert.

    `told` are the automations that have announced what is still so. `occurred` holds the activities published of each
    signal, oldest first. Of funnels, `blocked` holds the labels that must first stop being true, and `set_back` is the
    latest set-back: its instant and activity.
    """

    segments: Mapping[str, Instant] = field(default_factory=dict)
    classes: Mapping[str, str | None] = field(default_factory=dict)
    alerts: Mapping[str, Instant] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    occurred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    set_back: tuple[Instant, str] | None = None
