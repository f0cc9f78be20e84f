"""What `leadflow replay` has to print: the leads, then what changed, each at its true instant."""

import json
from collections.abc import Sequence

from tests.oracle.changes import next_change_of
from tests.oracle.clock import happened, iso
from tests.oracle.evaluation import Moment, outcome
from tests.oracle.history import by_lead
from tests.oracle.matching import Document, ignored
from tests.oracle.standing import NEW
from tests.oracle.step import step

Change = tuple[int, str, int, dict[str, object]]  # instant, lead, place among those of the evaluation, line


def replay(model: Document, activities: Sequence[Document], at: int | None = None) -> list[str]:
    """One JSON line a lead, then one a transition, up to and including `at` (default: the last activity)."""
    end = max((happened(activity) for activity in activities), default=0) if at is None else at
    leads: list[Document] = []
    changes: list[Change] = []
    heard = [one for one in activities if happened(one) <= end and not ignored(model, one)]
    for lead, history in sorted(by_lead(heard).items()):
        final, found = _live(model, lead, history, end)
        leads.append(final)
        changes += found
    changes.sort(key=lambda change: change[:3])
    return [json.dumps(line) for line in [*leads, *(line for *_, line in changes)]]


def _live(model: Document, lead: str, history: Sequence[Document], end: int) -> tuple[Document, list[Change]]:
    """The lead's line at the end, and all its changes on the way."""
    arrivals = sorted({happened(one) for one in history})
    changes: list[Change] = []
    standing, now, wake = NEW, arrivals[0], None
    while True:
        known = [one for one in history if happened(one) < now]
        done = step(model, known, [one for one in history if happened(one) == now], now, standing)
        standing = done.standing
        for place, one in enumerate(done.transitions):
            line = {"transition": one.transition, "of": one.of, "to": one.to}
            changes.append((now, lead, place, {**line, "lead": lead, "at": iso(now), "cause": done.cause}))
        arrival = min((at for at in arrivals if at > now), default=None)
        wake = next_change_of(done.moment, arrival)
        coming = min((at for at in (arrival, wake) if at is not None), default=end + 1)
        if coming > end:
            break
        now = coming
    final = outcome(Moment(done.moment.lead, end, standing))
    return {"lead": lead, **final, "valid_until": None if wake is None else iso(wake)}, changes
