"""Quick draws from few options, the simplest of which comes first."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

Option = TypeVar("Option")

# Drawing one integer from a strategy made once is several times quicker than any strategy made on the way.
CHOICES = [st.integers(0, most) for most in range(60)]


class Draw:
    """Draws the simplest option first, so that what fails shrinks to the first of everything."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def upto(self, most: int) -> int:
        return self._draw(CHOICES[most])

    def once_in(self, times: int) -> bool:
        return self.upto(times - 1) == times - 1

    def one(self, options: Sequence[Option]) -> Option:
        return options[self.upto(len(options) - 1)]

    def some(self, options: Sequence[Option], least: int, most: int) -> list[Option]:
        left = list(options)
        count = least + self.upto(min(most, len(left)) - least)
        return [left.pop(self.upto(len(left) - 1)) for _ in range(count)]
