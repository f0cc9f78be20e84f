"""A message that is to come again, but not before a time of our own choosing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadflow.adapters.aws import outside
from leadflow.domain.instant import SECOND, Duration

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class SqsVisibility:
    """When the messages of a queue are seen again by those who read it."""

    sqs: "SQSClient"
    url: str

    def hide(self, receipt: str, pause: Duration) -> None:
        """Let the message received under this handle come again after the pause. Raises OutsideDown."""
        with outside():
            self.sqs.change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=receipt, VisibilityTimeout=-(-pause // SECOND)
            )
