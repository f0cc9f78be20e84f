"""Tracks: lists of an email tool, and which activities say that a lead is on one of them, or is not any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.domain.activity import Activity, Kind

PREFIX: Final = "track."
"""How the traits begin that say whether a lead is on a track; only activities of the types below set them."""

TRACK: Final = "track"
"""The property that names the track."""

_SAYS: Final[Mapping[str, bool]] = {Kind.TRACK_ENROLLED: True, Kind.TRACK_WITHDRAWN: False}


@dataclass(frozen=True, slots=True)
class Track:
    """A list of a tool: `kind` is the module that speaks to it, `secret` the name of what that takes.

    `list` is the list's id, empty where the secret's address says all. `base` is where the tool's interface stands,
    empty for its usual place.
    """

    name: str
    kind: str
    secret: str
    list: str = ""
    base: str = ""


def membership(activity: Activity) -> tuple[str, bool] | None:
    """Of which track the activity says that the lead is on it, or is not; None where it says nothing of any."""
    on, track = _SAYS.get(activity.type), activity.properties.get(TRACK)
    return None if on is None or not isinstance(track, str) else (track, on)
