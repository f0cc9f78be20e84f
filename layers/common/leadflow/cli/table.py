"""Tables for people: columns as wide as they must be, numbers to the right."""

from collections.abc import Collection, Iterator, Sequence


def table(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """The rows as lines, each column as wide as its widest entry, those in `right` aligned to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return (line(row, widths, right) for row in rows)


def line(row: Sequence[str], widths: Sequence[int], right: Collection[int] = ()) -> str:
    """One row as a line, its columns of these widths."""
    cells = (
        cell.rjust(width) if place in right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"  {'  '.join(cells)}".rstrip()


def points(value: float) -> str:
    """Points as people read them, to a tenth."""
    return f"{value:.1f}"
