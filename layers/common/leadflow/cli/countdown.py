"""A long wait as people see it: how long it still is, why, and how to stop it."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, TextIO

from leadflow.cli.progress import ERASE, columns, span
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.wording import clip

_TICK: Final = 1.0
_WORTH: Final = 10.0
"""Seconds from which on a wait is told where there is no terminal."""


class Countdown:
    """Waits; the reason is empty where there is nothing to tell. `advice` says what stopping it does."""

    def __init__(
        self,
        out: TextIO,
        advice: str,
        clock: Callable[[], float] = monotonic,
        pause: Callable[[float], None] = sleep,
        width: Callable[[], int] = columns,
    ) -> None:
        self._out, self._advice, self._clock, self._pause, self._width = out, advice, clock, pause, width

    def __call__(self, pause: Duration, reason: str) -> None:
        """Wait so long, second by second on a terminal."""
        seconds = pause / SECOND
        if not reason:
            self._pause(seconds)
        elif self._out.isatty():
            self._count(self._clock() + seconds, reason)
        else:
            if seconds >= _WORTH:
                print(f"{reason}; waiting {span(seconds)}", file=self._out, flush=True)
            self._pause(seconds)

    def _count(self, end: float, reason: str) -> None:
        try:
            while (left := end - self._clock()) > 0:
                self._show(ERASE + clip(f"waiting {span(left)}; {self._advice}. {reason}", self._width()))
                self._pause(min(left, _TICK))
        finally:
            self._show(ERASE)

    def _show(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
