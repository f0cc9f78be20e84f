"""What Teams refuses of a message that a workflow is to post, by what its documentation says.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
"""

import json
from collections.abc import Mapping
from typing import Final

from leadflow.domain.json import Json

LIMIT: Final = 28 * 1024
CARD: Final = "application/vnd.microsoft.card.adaptive"
VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")

TEXTS: Final[Mapping[str, str]] = {"TextBlock": "text", "RichTextBlock": "inlines", "FactSet": "facts"}
"""The elements that are known here, and what of them must not be empty."""


def refusal(body: bytes) -> str | None:
    """The code that a workflow answers to such a message with; None where it takes it."""
    if len(body) > LIMIT:
        return "RequestEntityTooLarge"
    try:
        message = json.loads(body)
        (attachment,) = message["attachments"]
        card = attachment["content"]
        fits = message["type"] == "message" and attachment["contentType"] == CARD and card["version"] in VERSIONS
        sound = card["type"] == "AdaptiveCard" and card["body"] and all(map(_sound, card["body"]))
    except (ValueError, KeyError, TypeError):
        return "TriggerInputSchemaMismatch"
    return None if fits and sound and all(map(_leads_somewhere, card["actions"])) else "InvalidCard"


def _sound(element: Mapping[str, Json]) -> bool:
    words = element.get(TEXTS.get(str(element["type"]), ""))
    if element["type"] == "RichTextBlock" and isinstance(words, list):
        return bool(words) and all(isinstance(run, dict) and run["type"] == "TextRun" and run["text"] for run in words)
    if element["type"] == "FactSet" and isinstance(words, list):
        return bool(words) and all(isinstance(fact, dict) and fact["title"] and fact["value"] for fact in words)
    return isinstance(words, str) and bool(words)


def _leads_somewhere(action: Mapping[str, Json]) -> bool:
    return action["type"] == "Action.OpenUrl" and str(action["url"]).startswith("https://")
