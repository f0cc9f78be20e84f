"""A test case of a lead model: what somebody does, and what the model is to make of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from leadflow.domain.activity import Activity
from leadflow.domain.automation import Trigger
from leadflow.domain.instant import Instant
from leadflow.domain.match import Bounds

Level: TypeAlias = Bounds | int | float | None
"""What a score is to be: inside the bounds, that number as far as it is written out, or none."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is to be so at an instant.

    Of `alerts` (automations called), `taken_back` and `transitions` those since the checkpoint before are meant; the
    first two are all there are, None where nobody asks.
    """

    at: Instant
    line: int | None = None
    scores: Mapping[str, Level] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    classes: Mapping[str, str | None] = field(default_factory=dict)
    alerts: tuple[str, ...] | None = None
    taken_back: tuple[str, ...] | None = None
    transitions: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What one lead does, oldest first, and what the model is to make of it."""

    name: str
    line: int | None
    activities: tuple[Activity, ...]
    checkpoints: tuple[Checkpoint, ...]
