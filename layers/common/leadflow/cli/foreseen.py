"""What a new model would change, lead by lead and together, as people and as programs read it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.application.rescore import Foreseen
from leadflow.cli.table import table
from leadflow.domain.automation import Change
from leadflow.domain.transition import Transition
from leadflow.domain.wording import clean, counted, words

_SHOWN: Final = 100
"""So many leads are shown to people one by one."""

_NONE: Final = "none"


class Changes:
    """Takes one lead after the other; programs get each at once, people all together at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._rows: list[tuple[str, ...]] = []
        self._seen = self._judged = self._changed = 0
        self._members: Counter[tuple[str, Change]] = Counter()
        self._labels: Counter[tuple[str, str]] = Counter()
        self._calls: Counter[str] = Counter()

    def add(self, each: Foreseen | None) -> Iterator[str]:
        """Take what becomes of a lead, None of one that the model has judged; the line for programs, if any."""
        self._seen += 1
        if each is None:
            self._judged += 1
        elif each.transitions:
            self._changed += 1
            self._count(each)
            if self._as_json:
                yield _document(each)
            elif len(self._rows) < _SHOWN:
                self._rows.append(_row(each))

    def summary(self, *, announce: bool) -> Iterator[str]:
        """What people want to know of all of them."""
        if self._as_json:
            return
        if self._rows:
            yield from table([("lead", "enters", "leaves", "classes"), *sorted(self._rows)])
            if more := self._changed - len(self._rows):
                yield f"  and {counted(more, 'more lead')}; --json names them all"
            yield ""
        if self._members or self._labels:
            yield from table(list(self._totals()), right={1})
            yield ""
        changed = f"{self._changed:,}" if self._changed else "none"
        judged = f"; {self._judged:,} are judged by this model already" if self._judged else ""
        yield f"Of {counted(self._seen, 'lead')}, {changed} would change{judged}."
        yield from self._alerts(announce=announce)

    def _count(self, each: Foreseen) -> None:
        for one in each.transitions:
            if one.change in (Change.ENTERED, Change.LEFT):
                self._members[one.of, one.change] += 1
            elif one.change is Change.BECAME:
                self._labels[one.of, _step(each, one)] += 1
            self._calls.update(one.sets_off)

    def _totals(self) -> Iterator[Sequence[str]]:
        for (name, change), count in sorted(self._members.items()):
            yield words(name), f"{count:,}", "would enter" if change is Change.ENTERED else "would leave"
        for (name, step), count in sorted(self._labels.items()):
            yield words(name), f"{count:,}", step

    def _alerts(self, *, announce: bool) -> Iterator[str]:
        if not announce:
            if self._changed:
                yield "Nobody is told of what the model alone changes, unless --announce says so."
        elif self._calls:
            listed = ", ".join(f"{words(name)} of {count:,}" for name, count in sorted(self._calls.items()))
            yield f"With --announce these automations act: {listed}."
        else:
            yield "No automation waits for any of it."


def _document(each: Foreseen) -> str:
    return json.dumps(
        {
            "lead": each.name,
            "enters": _of(each, Change.ENTERED),
            "leaves": _of(each, Change.LEFT),
            "classes": {
                one.of: {"from": before(each, one.of), "to": one.to}
                for one in each.transitions
                if one.change is Change.BECAME
            },
            "automations": sorted({name for one in each.transitions for name in one.sets_off}),
        }
    )


def _row(each: Foreseen) -> tuple[str, ...]:
    steps = [f"{words(one.of)} {_step(each, one)}" for one in each.transitions if one.change is Change.BECAME]
    moves = (", ".join(map(words, _of(each, change))) for change in (Change.ENTERED, Change.LEFT))
    return (clean(each.name), *moves, ", ".join(steps))


def _of(each: Foreseen, change: Change) -> list[str]:
    return [one.of for one in each.transitions if one.change is change]


def before(each: Foreseen, name: str) -> str | None:
    """The label that the lead has in that class as it stands."""
    labels: Mapping[str, str | None] = each.before.standing.classes
    return labels.get(name)


def _step(each: Foreseen, one: Transition) -> str:
    return f"{words(before(each, one.of) or _NONE)} to {words(one.to or _NONE)}"
