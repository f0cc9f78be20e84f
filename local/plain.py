"""A message of any kind as plain text, for a terminal."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.domain.json import Json

_WORDS: Final = ("text", "inlines", "facts", "title", "value")
"""What of a card's element people read, and what of its parts."""


def plain(message: Mapping[str, Json]) -> str:
    """The text of a mail, the words of a card, the text of anything else that has one; else the JSON."""
    match message:
        case {"Content": {"Simple": {"Body": {"Text": {"Data": str(text)}}}}}:
            return text
        case {"attachments": [{"content": {"body": list(elements)}}]}:
            return "\n".join("".join(_words(element)) for element in elements)
        case {"text": str(text)}:
            return text
        case _:
            return json.dumps(message, ensure_ascii=False)


def _words(part: Json) -> Iterator[str]:
    match part:
        case {"title": str(title), "value": str(value)}:
            yield f"{title}: {value}\n"
        case Mapping():
            yield from (word for name in _WORDS for word in _words(part.get(name)))
        case list():
            yield from (word for each in part for word in _words(each))
        case str():
            yield part
        case _:  # what is no text has no words
            return
