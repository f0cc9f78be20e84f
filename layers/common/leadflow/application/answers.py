"""What senders are told: JSON bodies, and for a refusal always `code` and `message`."""

import json
from collections.abc import Mapping
from typing import Final

from leadflow.application.webhook import Answer, Refused, Webhook
from leadflow.domain.json import Json

JSON_TYPE: Final = {"content-type": "application/json"}


def document(status: int, body: Json) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, json.dumps(body, separators=(",", ":")).encode("ascii"), JSON_TYPE)


def taken(webhook: Webhook) -> Answer:  # noqa: ARG001 - the same for all
    """The answer to a sender that wants any success."""
    return document(200, {"code": "accepted", "message": "taken, and on its way"})


def refusal(refused: Refused) -> Answer:
    """What the refused sender is told; the reason stays general enough to help no forger."""
    return document(refused.status, {"code": refused.code, "message": refused.message})


def with_headers(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """The answer with these headers added."""
    return Answer(answer.status, answer.body, {**answer.headers, **headers})
