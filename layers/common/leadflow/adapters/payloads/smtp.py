"""What a mail server answered: its status code, somewhere in a sentence of its own.

https://www.rfc-editor.org/rfc/rfc3463
"""

import re
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.json import Json

_ENHANCED: Final = re.compile(r"(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?!\w|\.\w)")
_BASIC: Final = re.compile(r"(?<![\w.])[245][0-57]\d(?!\w|\.\w)")
"""Neither a piece of a number, an address or a queue's id, nor a port; nor 498 and such, which providers make up."""

_CLASSES: Final = {"4": "soft", "5": "hard"}


def code(*answers: Json) -> str | None:
    """The enhanced status, such as 5.1.1, of the first answer that has one, else the first three-digit one."""
    texts = [text for answer in answers if (text := body.text(answer))]
    found = (match[0] for shape in (_ENHANCED, _BASIC) for text in texts if (match := shape.search(text)))
    return next(found, None)


def bounce(status: Json) -> str:
    """The class of a bounce by its status: what is of class 4 passes, of class 5 stays."""
    return _CLASSES.get((body.text(status) or "")[:1], "undetermined")
