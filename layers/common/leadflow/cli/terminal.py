"""What commands print reaches a terminal as text alone: what steers one is shown by its code.

Leads write their own names, and so could clear a screen, change a window's title, or hide what stands before them.
"""

import re
from typing import Final, TextIO, cast

_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Control characters but the tab and the end of a line, overrides of direction, and halves of characters."""


def harmless(text: str) -> str:
    """The text with whatever steers a terminal written by its code, which in JSON means the same as before."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class _Harmless:
    """The stream, to which nothing else is written."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        self._out.write(harmless(text))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._out, name)


def guarded(out: TextIO) -> TextIO:
    """The stream as a terminal can be trusted with it."""
    return cast("TextIO", _Harmless(out))
