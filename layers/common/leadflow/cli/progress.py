"""How far a long command has come: one line on a terminal, and nothing anywhere else."""

from collections.abc import Callable, Iterable, Iterator
from shutil import get_terminal_size
from time import monotonic
from typing import Final, TextIO, TypeVar

_Item = TypeVar("_Item")

_PAUSE: Final = 0.2
"""Seconds between two looks of the line."""

_WIDTH: Final = 24
_EVERY: Final = 64
"""Only after so many items the clock is read again."""

ERASE: Final = "\r\x1b[K"
"""Takes back the line that was written last."""


class Progress:
    """A line that is written again and again, and erased at the end. It is silent where `out` is no terminal."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._out, self._clock = out, clock

    def through(self, what: str, items: Iterable[_Item], share: Callable[[int], float]) -> Iterator[_Item]:
        """The items as they are; `share` says of how many there have been which part of the whole that is, 0 to 1."""
        return self._shown(what, items, share) if self._out.isatty() else iter(items)

    def _shown(self, what: str, items: Iterable[_Item], share: Callable[[int], float]) -> Iterator[_Item]:
        began = shown = self._clock()
        try:
            for count, item in enumerate(items, start=1):
                if count % _EVERY == 0 and (now := self._clock()) - shown >= _PAUSE:
                    shown = now
                    self._show(ERASE + _line(what, count, share(count), now - began))
                yield item
        finally:
            self._show(ERASE)

    def _show(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def _line(what: str, count: int, share: float, spent: float) -> str:
    if not share:
        return f"{count:,} {what}"
    done = min(share, 1.0)
    return f"{bar(done)}  {count:,} {what}, {span(spent / done - spent)} left"


def columns() -> int:
    """How many letters a line of the terminal takes: a longer one breaks, and can no longer be taken back."""
    return get_terminal_size().columns - 1


def bar(done: float) -> str:
    """How much is done, from 0 to 1, as people see it: `[######..................]  25%`."""
    return f"[{('#' * round(done * _WIDTH)).ljust(_WIDTH, '.')}] {done:4.0%}"


def span(seconds: float) -> str:
    """So many seconds in words: 1 min 59 s."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
