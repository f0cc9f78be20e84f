"""The lines of a text, which can be gone back to; a line without end is cut."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final, TextIO

LINE_LIMIT: Final = 16_000_000
"""Characters of one line; the rest is passed over."""


@dataclass(slots=True)
class Lines:
    """Lines without their ends, numbered from 1 as editors count them."""

    text: TextIO
    number: int = 0
    _again: deque[str] = field(default_factory=deque)

    def next(self) -> str | None:
        """The next line, None after the last."""
        line = self._again.popleft() if self._again else self._read()
        if line is not None:
            self.number += 1
        return line

    def back(self, lines: list[str]) -> None:
        """Let these lines, the last that were read, come again."""
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)

    def here(self) -> tuple[int, int] | None:
        """A place to which `jump` goes back; None while lines are to come again."""
        return None if self._again else (self.number, self.text.tell())

    def jump(self, place: tuple[int, int]) -> None:
        """Go back to the place."""
        self.number, offset = place
        self._again.clear()
        self.text.seek(offset)

    def _read(self) -> str | None:
        line = self.text.readline(LINE_LIMIT)
        if not line:
            return None
        rest = line
        while rest and not rest.endswith("\n"):
            rest = self.text.readline(LINE_LIMIT)
        return line.removesuffix("\n")
