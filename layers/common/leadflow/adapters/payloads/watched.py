"""What a video player tells of a film, as a few milestones: a film of an hour is not hundreds of interests.

https://www.twilio.com/docs/segment/connections/spec/video
"""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.json import Json

MILESTONES: Final = (100, 90, 75, 50, 25, 10, 0)
"""Percent of the film, the greatest first; 0 is that it began, or that nobody can say how long it is."""

COMPLETED: Final = "completed"
"""The last word of the events that say that somebody has seen all of it."""

STATED: Final = ("percent", "percent_complete")
"""The properties in which a player may state the share itself."""

PASSING: Final = frozenset({"position", "seconds", "percent_complete"})
"""What changes between two heartbeats of one milestone: it would be another with each arrival."""


def milestone(event: str, properties: Mapping[str, Json]) -> int:
    """The greatest milestone that is reached where this event happens.

    The share is what the player states, else where in the film it is: somebody who skips ahead is taken to have seen
    what was skipped.
    """
    if event.endswith(COMPLETED):
        return MILESTONES[0]
    reached = _share(properties)
    return next((each for each in MILESTONES if reached >= each), 0)


def lasting(properties: Mapping[str, Json]) -> dict[str, Json]:
    """The properties that all heartbeats of one milestone share."""
    return {name: value for name, value in properties.items() if name not in PASSING}


def known_by(lead: Keys, properties: Mapping[str, Json], at: Instant) -> tuple[str, ...]:
    """What makes a milestone the same one: who, which film, in which session, how far.

    Without a session all of one day (UTC) is one: the same film is another one tomorrow.
    """
    session = body.text(properties.get("session_id"))
    sitting = ("session", session) if session else ("day", str(at // DAY))
    asset, percent = body.text(properties.get("asset")) or "", body.text(properties.get("percent")) or ""
    return (Kind.VIDEO_WATCHED, *(lead.strongest or ("", "")), asset, *sitting, percent)


def once(found: Iterable[Activity]) -> Iterator[Activity]:
    """The activities, of one milestone's heartbeats by the same keys only the earliest: they are one activity."""
    milestones: dict[tuple[str, Keys], Activity] = {}
    for each in found:
        if each.type != Kind.VIDEO_WATCHED:
            yield each
            continue
        known = milestones.setdefault((each.id, each.lead), each)
        if each.occurred_at < known.occurred_at:
            milestones[each.id, each.lead] = each
    yield from milestones.values()


def _share(properties: Mapping[str, Json]) -> float:
    for name in STATED:
        if (stated := _number(properties.get(name))) is not None:
            return stated
    position, length = _number(properties.get("position")), _number(properties.get("total_length"))
    return 100 * position / length if position and length and length > 0 else 0.0


def _number(value: Json) -> float | None:
    """The number, also where it is written as text; None where it is none."""
    try:
        number = float(body.text(value) or "")
    except ValueError:
        return None
    return number if isfinite(number) else None
