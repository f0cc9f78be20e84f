"""Where a lead stood when last published: the small part that is not a pure function of what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """Segments with the instant since when, classes with their label, automations with their last alert."""

    segments: Mapping[str, Instant] = field(default_factory=dict)
    classes: Mapping[str, str | None] = field(default_factory=dict)
    alerts: Mapping[str, Instant] = field(default_factory=dict)
