"""A message that is to come again, but not before a time of our own choosing."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadflow.adapters.aws_json import Ask
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.json import Json


@dataclass(frozen=True, slots=True)
class SqsVisibility:
    """When the messages of a queue are seen again by those who read it."""

    sqs: Ask
    url: str

    def hide(self, receipt: str, pause: Duration) -> None:
        """Let the message received under this handle come again after the pause. Raises OutsideDown."""
        hidden: Mapping[str, Json] = {"ReceiptHandle": receipt, "VisibilityTimeout": -(-pause // SECOND)}
        self.sqs("ChangeMessageVisibility", {"QueueUrl": self.url, **hidden})
