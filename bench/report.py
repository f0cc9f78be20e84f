"""What was measured, as a reader wants it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from bench.lines import Line
from bench.processor import Processor
from bench.wakes import Wakes

Cell = Callable[[Line], str]


def _each(name: str) -> Cell:
    """The figure per activity."""
    return lambda line: f"{getattr(line, name) / line.activities:.3f}"


def _all(name: str) -> Cell:
    """The figure as a sum or a size."""
    return lambda line: f"{getattr(line, name):,.0f}"


COLUMNS: Final[Mapping[str, Mapping[str, Cell]]] = {
    "delivered": {"activities": _all("activities"), "webhooks": _all("webhooks"), "messages": _all("messages")},
    "AWS calls per activity": {
        "sends": _each("sends"),
        "reads": _each("reads"),
        "writes": _each("writes"),
        "refused": _each("refused"),
        "all": _each("calls"),
    },
    "billed per activity": {
        "64 KB": _each("send_requests"),
        "read units": _each("read_units"),
        "write units": _each("write_units"),
    },
    "PutItem units": {"metered": _all("puts_metered"), "emulator": _all("puts_emulated")},
    "lead item": {"bytes": _all("lead_size")},
}
"""The columns under their groups' names."""

COMPARED: Final = {"calls": "calls", "read units": "read_units", "write units": "write_units"}

LEGEND: Final = (
    "new: nothing was known of the leads. known: they did as much an hour before. again: known's webhooks once more.",
    "sends: to SQS. reads, writes: of DynamoDB. refused: writes whose condition failed: billed, nothing changes.",
    "64 KB: what SQS bills for the sends. PutItem units: of all puts that were done, by our meter and by the emulator.",
)

NARROWEST: Final = 6
RATIO: Final = 23


def table(lines: Sequence[Line]) -> Iterator[str]:
    """Each design's lines, under the names of the columns."""
    groups = [" ".join(_aligned(title) for title in columns) for columns in COLUMNS.values()]
    names = [name.ljust(len(group)) for name, group in zip(COLUMNS, groups, strict=True)]
    for design, its in groupby(lines, attrgetter("design")):
        yield from ("", _row(design, "", names), _row("mix", "leads", groups))
        yield from (_row(line.mix, line.stage, _cells(line)) for line in its)


def comparison(lines: Sequence[Line]) -> Iterator[str]:
    """How many times the first design's figures per activity the second's are."""
    ours, theirs = (list(its) for _, its in groupby(lines, attrgetter("design")))
    yield from ("", f"{theirs[0].design} : {ours[0].design}, per activity")
    yield _row("mix", "leads", [title.rjust(RATIO) for title in COMPARED])
    for our, their in zip(ours, theirs, strict=True):
        ratios = [_ratio(getattr(their, name), getattr(our, name), our.activities) for name in COMPARED.values()]
        yield _row(our.mix, our.stage, [ratio.rjust(RATIO) for ratio in ratios])


def agreed(lines: Sequence[Line]) -> bool:
    """Whether the puts of every line cost what the emulator says, and there were any."""
    return all(line.agrees for line in lines) and any(line.puts_emulated for line in lines)


def verdict(lines: Sequence[Line]) -> str:
    """The same in a sentence."""
    metered, emulated = sum(line.puts_metered for line in lines), sum(line.puts_emulated for line in lines)
    found = "they agree on every line" if agreed(lines) else "THEY DIFFER"
    return f"PutItem units in all: {metered:,.0f} metered, {emulated:,.0f} by the emulator: {found}."


def spoken(spent: Processor) -> str:
    """The processor's part in a sentence."""
    return (
        f"Processor time, medians, of a lead of 100 occurrences under 5 scores, 50 segments and 3 classes: "
        f"{_against(spent.evaluate, spent.put)} to evaluate it,\n{_against(spent.respond, spent.put)} to take in one "
        f"more activity and foresee until when the answer holds; botocore's side of one PutItem is {spent.put:,.0f} us."
    )


def _against(ours: float, put: float) -> str:
    return f"{ours:,.0f} us ({ours / put:.1f} of a PutItem)"


def _cells(line: Line) -> list[str]:
    return [
        " ".join(cell(line).rjust(len(_aligned(title))) for title, cell in columns.items())
        for columns in COLUMNS.values()
    ]


def _aligned(title: str) -> str:
    return title.rjust(NARROWEST)


def _ratio(theirs: float, ours: float, activities: int) -> str:
    times = f"= {theirs / ours:,.1f}" if ours else ""
    return f"{theirs / activities:.3f} : {ours / activities:.3f} {times:>9}"


def _row(mix: str, stage: str, groups: Sequence[str]) -> str:
    return f"{mix:22}{stage:7}{'   '.join(groups)}".rstrip()


def woken(year: Wakes) -> str:
    """How often leads were woken in a year, and how often for nothing."""
    return (
        f"A year of {year.leads} leads: {year.useful + year.idle:,} wakes, {year.returns:,} of them by a message; "
        f"{year.idle:,} for nothing, {year.idle_a_day:.3f} a lead and day, after {year.unwritten:,} of which nothing "
        "is written."
    )
