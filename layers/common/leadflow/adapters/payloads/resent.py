"""What is posted twice by a sender that gives it no id: equal content within ten minutes is one activity."""

from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.identity import digest
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json

AGAIN: Final = 10 * MINUTE
"""The same content within the same ten minutes was sent again, by a nervous finger or a network that broke."""


def content_id(*known_by: str, content: Json, at: Instant | None) -> str:
    """The id of an activity that is known by its content; `at` None where the content itself says when it happened."""
    normalised = body.canonical(content).casefold()
    return digest(*known_by, normalised, "" if at is None else str(at // AGAIN))
