"""What has become of leads in a replay, as people and as programs read it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from leadflow.adapters.spool import Spool
from leadflow.application.replay import Replayed
from leadflow.cli.table import line, points, table
from leadflow.domain.automation import Change
from leadflow.domain.instant import iso
from leadflow.domain.transition import Transition
from leadflow.domain.wording import clean


class Report(Protocol):
    """Tells of leads first, then of what changed, which waits in a spool until it can be had in the order of time."""

    def lead(self, each: Replayed) -> Sequence[str]:
        """The lines about the lead; what has changed of it is put aside."""
        ...

    def changes(self) -> Iterator[str]:
        """The lines about all that was put aside."""
        ...


def lines(found: Iterable[Replayed], report: Report) -> Iterator[str]:
    """All that is to be told of these leads."""
    for each in found:
        yield from report.lead(each)
    yield from report.changes()


@dataclass(slots=True)
class Json:
    """One line a lead, then one a transition."""

    spool: Spool

    def lead(self, each: Replayed) -> Sequence[str]:
        """Its object."""
        self.spool.tell(each.name, ((change.at, [_document(each.name, change)]) for change in each.transitions))
        document = {
            "lead": each.name,
            "scores": dict(each.evaluation.scores),
            "segments": list(each.evaluation.segments),
            "classes": dict(each.evaluation.classes),
            "valid_until": None if each.valid_until is None else iso(each.valid_until),
        }
        return [json.dumps(document)]

    def changes(self) -> Iterator[str]:
        """An object each."""
        return (text for (text,) in self.spool.told())


def _document(name: str, transition: Transition) -> str:
    return json.dumps(
        {
            "transition": transition.change,
            "of": transition.of,
            "to": transition.to,
            "lead": name,
            "at": iso(transition.at),
            "cause": transition.cause,
        }
    )


@dataclass(slots=True)
class Text:
    """What people want to know of each lead, and what changed when."""

    spool: Spool
    _widths: tuple[int, ...] = (0, 0, 0, 0)

    def lead(self, each: Replayed) -> Sequence[str]:
        """Its name and a table."""
        changes = [(change.at, _cells(each.name, change)) for change in each.transitions]
        self.spool.tell(each.name, changes)
        for _, cells in changes:
            self._widths = tuple(map(max, self._widths, map(len, cells)))
        return [clean(each.name), *table(list(_rows(each))), ""]

    def changes(self) -> Iterator[str]:
        """A table."""
        if any(self._widths):
            yield "What changed"
            yield from (line(cells, self._widths) for cells in self.spool.told())


def _rows(each: Replayed) -> Iterator[tuple[str, str]]:
    scores = each.evaluation.scores.items()
    yield (
        "scores",
        ", ".join(f"{name} {'none' if value is None else points(value)}" for name, value in scores),
    )
    yield "segments", ", ".join(each.evaluation.segments) or "none"
    yield "classes", ", ".join(f"{name} {label or 'none'}" for name, label in each.evaluation.classes.items())
    yield "until", "something new happens" if each.valid_until is None else iso(each.valid_until)


def _cells(name: str, transition: Transition) -> tuple[str, ...]:
    return iso(transition.at), clean(name), _said(transition), f"by {transition.cause}"


def _said(transition: Transition) -> str:
    if transition.change is Change.BECAME:
        return f"{transition.of} became {transition.to or 'none'}"
    return f"{transition.change} {transition.of}"
