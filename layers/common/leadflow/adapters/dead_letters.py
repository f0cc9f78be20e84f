"""A dead-letter queue that says why each message lies in it."""

from dataclasses import dataclass
from typing import Final

from leadflow.adapters.aws_json import Ask, Declined
from leadflow.application.ports import OutsideDown

REASON: Final = "reason"
"""The message attribute that holds the reason."""

REASON_LIMIT: Final = 256


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    """The dead-letter queue, by its URL."""

    sqs: Ask
    url: str

    def bury(self, body: str, reason: str) -> None:
        """Keeps a message that cannot be worked on, with the reason. Raises OutsideDown."""
        told = reason[:REASON_LIMIT].encode("ascii", "backslashreplace").decode("ascii") or "no reason given"
        said = {REASON: {"DataType": "String", "StringValue": told}}
        try:
            self.sqs("SendMessage", {"QueueUrl": self.url, "MessageBody": body, "MessageAttributes": said})
        except Declined as error:
            raise OutsideDown(str(error)) from error
