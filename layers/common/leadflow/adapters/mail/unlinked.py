"""Words that a mail program must not turn into a link of its own making, since a stranger may have written them."""

import re
from typing import Final

_ADDRESS: Final = re.compile(r"(?<=\w)[.@](?=\w)|:(?=//)")

APART: Final = "\u200c"
"""Cannot be seen, and no address has it."""


def unlinked(text: str) -> str:
    """The text as it looks, with nothing in it that reads as an address of a page or of a person."""
    return _ADDRESS.sub(lambda found: found[0] + APART, text)
