"""The queue `actions`: one message is one action for one piece of news, or one question to a source's provider."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from leadflow.adapters.aws import outside
from leadflow.application.fetch import Fetch
from leadflow.application.ports import OutsideDown
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.news import Errand

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_BATCH: Final = 10
"""SQS takes so many messages in one call."""


class NoErrand(ValueError):
    """The message is not one that `encode` wrote."""


def encode(errand: Errand | Fetch) -> str:
    """The message's body: JSON, ids and names only."""
    if isinstance(errand, Fetch):
        return json.dumps({"fetch": asdict(errand)})
    return json.dumps(
        {"lead": errand.lead, "news": errand.news, "automation": errand.automation, "action": errand.action}
    )


def decode(body: str) -> Errand | Fetch:
    """The errand that the body states. Raises NoErrand."""
    try:
        stated = json.loads(body)
        if "fetch" in stated:
            return _fetch(**stated["fetch"])
        return Errand(LeadId(stated["lead"]), stated["news"], stated["automation"], stated["action"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoErrand("not the body of an errand") from error


def _fetch(source: str, what: str, id: str, received_at: Json, about: Json) -> Fetch:  # noqa: A002 - its own name
    if not isinstance(received_at, int) or not isinstance(about, dict):
        raise TypeError("not the parts of a question")
    return Fetch(source, what, id, Instant(received_at), {str(name): str(text) for name, text in about.items()})


class SqsActions:
    """The port `Actions` on a standard queue."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, errands: Sequence[Errand | Fetch]) -> None:
        for start in range(0, len(errands), _BATCH):
            self._send(errands[start : start + _BATCH])

    def _send(self, errands: Sequence[Errand | Fetch]) -> None:
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(place), "MessageBody": encode(errand)} for place, errand in enumerate(errands)
        ]
        with outside():
            answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
        if failed := answer.get("Failed"):  # SQS answers 200 all the same
            raise OutsideDown(f"SendMessageBatch: {len(failed)} of {len(entries)} not taken, {failed[0]['Code']}")
