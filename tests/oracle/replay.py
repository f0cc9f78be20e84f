"""What `leadflow replay` has to print: the leads, then what changed, each at its true instant."""

import json
from collections.abc import Iterator, Sequence

from tests.oracle.changes import next_change_of
from tests.oracle.clock import iso
from tests.oracle.evaluation import Moment, Outcome, outcome
from tests.oracle.history import by_lead, happened, understand
from tests.oracle.matching import Document

Change = tuple[int, str, int, dict[str, object]]  # instant, lead, place in the model, line


def replay(model: Document, activities: Sequence[Document], at: int | None = None) -> list[str]:
    """One JSON line a lead, then one a transition, up to and including `at` (default: the last activity)."""
    end = max((happened(activity) for activity in activities), default=0) if at is None else at
    leads: list[Document] = []
    changes: list[Change] = []
    for lead, history in sorted(by_lead(one for one in activities if happened(one) <= end).items()):
        final, found = _live(model, lead, history, end)
        leads.append(final)
        changes += found
    changes.sort(key=lambda change: change[:3])
    return [json.dumps(line) for line in [*leads, *(line for *_, line in changes)]]


def _live(model: Document, lead: str, history: Sequence[Document], end: int) -> tuple[Document, list[Change]]:
    """The lead's line at the end, and all its changes on the way."""
    before: Outcome = {"scores": {}, "segments": [], "classes": {}}
    changes: list[Change] = []
    now, wake = -1, None
    while True:
        arrivals = [happened(one) for one in history if happened(one) > now]
        now = min([*arrivals, *([] if wake is None else [wake])], default=end + 1)
        if now > end:
            break
        known = understand(model, [one for one in history if happened(one) <= now])
        after = outcome(Moment(known, now, before["segments"]))
        cause = "activity" if now in arrivals else "time"
        for place, change in _differences(model, before, after):
            changes.append((now, lead, place, {**change, "lead": lead, "at": iso(now), "cause": cause}))
        before = after
        wake = next_change_of(known, now, before["segments"])
    final = outcome(Moment(known, end, before["segments"]))
    return {"lead": lead, **final, "valid_until": None if wake is None else iso(wake)}, changes


def _differences(model: Document, before: Outcome, after: Outcome) -> Iterator[tuple[int, dict[str, object]]]:
    """Classes, then segments, each in the order of the model."""
    classes, segments = list(model.get("classes", {})), list(model.get("segments", {}))
    for place, name in enumerate(classes):
        if before["classes"].get(name) != (value := after["classes"][name]):
            yield place, {"transition": "became", "of": name, "to": value}
    for place, name in enumerate(segments, start=len(classes)):
        if (name in before["segments"]) != (entered := name in after["segments"]):
            yield place, {"transition": "entered" if entered else "left", "of": name, "to": None}
