"""How a value is compared: globs, numbers and bounds, the same for properties, traits, scores and counts."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from leadflow.domain.json import Json, Scalar

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(value: Json) -> float | None:
    """The value as a finite number; numeric text counts as its number, truth values and all else do not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def like(pattern: str, text: str) -> bool:
    """Whether the text fits the pattern, letter case folded; only `*` is special and stands for any run of letters.

    Takes time proportional to the text, whatever the pattern: the text may come from a stranger.
    """
    first, *others = _parts(pattern)
    folded = text.casefold()
    if not others:
        return folded == first
    *middle, last = others
    if not folded.startswith(first):
        return False
    position = len(first)
    for part in middle:
        found = folded.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return len(folded) - len(last) >= position and folded.endswith(last)


@lru_cache(4_000)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.casefold().split("*"))


def url_like(pattern: str, url: str) -> bool:
    """Like `like`, on the host and the path; on the query only where the pattern contains a `?`."""
    return like(pattern, _seen(url, with_query="?" in pattern))


def _seen(url: str, *, with_query: bool) -> str:
    try:
        parts = urlsplit(url if "://" in url or url.startswith("/") else f"//{url}")
        host = parts.hostname or ""
    except ValueError:
        return url
    return host + parts.path + (f"?{parts.query}" if with_query and parts.query else "")


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of numbers: `at_least` and `at_most` belong to it, `above` and `below` do not."""

    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def hold(self, value: float) -> bool:
        return self.at_least <= value <= self.at_most and (
            (self.above == -math.inf or value > self.above) and (self.below == math.inf or value < self.below)
        )

    def exclude(self, low: float, high: float) -> bool:
        """Whether no number from `low` to `high` can be inside."""
        return high < self.at_least or low > self.at_most or high <= self.above or low >= self.below

    def __repr__(self) -> str:
        given = {name: value for name in self.__slots__ if math.isfinite(value := getattr(self, name))}
        return f"Bounds({', '.join(f'{name}={value!r}' for name, value in given.items())})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these values: texts as globs (`globs`) or whole, case folded; numbers and truth values exactly."""

    values: tuple[Scalar, ...]
    globs: bool = False

    def holds(self, value: Json, fits: Callable[[str, str], bool] = like) -> bool:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return any(self.holds(each, fits) for each in value)
        return any(self._equal(wanted, value, fits) for wanted in self.values)

    def possible(self, low: float, high: float) -> bool:
        """Whether some number from `low` to `high` fits."""
        numbers = [number(wanted) for wanted in self.values if not isinstance(wanted, bool)]
        return any(found is not None and low <= found <= high for found in numbers)

    def sure(self, low: float, high: float) -> bool:
        """Whether every number from `low` to `high` fits."""
        return low == high and self.holds(low)

    def _equal(self, wanted: Scalar, value: Json, fits: Callable[[str, str], bool]) -> bool:
        if isinstance(wanted, bool) or isinstance(value, bool):
            return wanted is value
        if isinstance(wanted, str) and isinstance(value, str):
            return fits(wanted, value) if self.globs else wanted.casefold() == value.casefold()
        return (left := number(wanted)) is not None and left == number(value)


@dataclass(frozen=True, slots=True)
class Within:
    """A number, or text that is one, inside the bounds; of a list one is enough."""

    bounds: Bounds

    def holds(self, value: Json) -> bool:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return any(self.holds(each) for each in value)
        found = number(value)
        return found is not None and self.bounds.hold(found)

    def possible(self, low: float, high: float) -> bool:
        """Whether some number from `low` to `high` fits."""
        return not self.bounds.exclude(low, high)

    def sure(self, low: float, high: float) -> bool:
        """Whether every number from `low` to `high` fits."""
        return self.bounds.hold(low) and self.bounds.hold(high)


Test = AnyOf | Within
