"""How far a pull has come, on a line of the terminal."""

from collections.abc import Callable
from time import monotonic
from typing import TextIO

from leadflow.application.pull import Step
from leadflow.cli.progress import ERASE, bar, columns, span
from leadflow.domain.wording import clip


class Gauge:
    """A line that is written anew with every page; silent where `out` is no terminal. `records` came in this run."""

    def __init__(self, out: TextIO, clock: Callable[[], float] = monotonic, width: Callable[[], int] = columns) -> None:
        self._out, self._clock, self._width = out, clock, width
        self._began = clock()
        self.records = 0

    def show(self, step: Step) -> None:
        """Tell of the page."""
        self.records += step.records
        self._write(ERASE + clip(self._line(step), self._width()))

    def erase(self) -> None:
        """Take the line back."""
        self._write(ERASE)

    def _line(self, step: Step) -> str:
        rate = self.records / max(self._clock() - self._began, 0.001)
        paced = f"{rate:,.0f} a second"
        if not step.total:
            return f"{step.tally.records:,} {step.what}, {paced}"
        left = max(step.total - step.tally.records, 0) / rate if rate else 0.0
        share = min(step.tally.records / step.total, 1.0)
        counts = f"{step.tally.records:,} of {step.total:,} {step.what}"
        return f"{bar(share)}  {counts}, {paced}, {span(left)} left"

    def _write(self, text: str) -> None:
        if self._out.isatty():
            self._out.write(text)
            self._out.flush()
