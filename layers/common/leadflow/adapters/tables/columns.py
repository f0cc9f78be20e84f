"""Whole numbers as a column of as few bytes as hold them."""

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple


class Series(NamedTuple):
    """How a column is to be read: each number is `least` and so many times `unit`, below `base` times."""

    least: int
    unit: int
    base: int


def written(numbers: Sequence[int]) -> tuple[Series, bytes]:
    """The numbers as a column, and how it is to be read."""
    least = min(numbers, default=0)
    unit = gcd(*(number - least for number in numbers)) or 1
    steps = [(number - least) // unit for number in numbers]
    base = max(steps, default=0) + 1
    return Series(least, unit, base), column(steps, base)


def read(packed: bytes, start: int, count: int, series: Series) -> tuple[list[int], int]:
    """The numbers of the column that starts there, and where it ends."""
    steps, end = digits(packed, start, count, series.base)
    return [series.least + step * series.unit for step in steps], end


def column(numbers: Sequence[int], base: int) -> bytes:
    """Numbers below the base, as the digits of one number: the fewest bytes that hold them."""
    whole = 0
    for number in reversed(numbers):
        whole = whole * base + number
    return whole.to_bytes(_width(len(numbers), base), "big")


def digits(packed: bytes, start: int, count: int, base: int) -> tuple[list[int], int]:
    """The numbers that `column` made these bytes of, from `start` on, and where they end."""
    end = start + _width(count, base)
    whole = int.from_bytes(packed[start:end], "big")
    numbers = []
    for _ in range(count):
        whole, number = divmod(whole, base)
        numbers.append(number)
    return numbers, end


def _width(count: int, base: int) -> int:
    most: int = base**count - 1
    return (most.bit_length() + 7) // 8
