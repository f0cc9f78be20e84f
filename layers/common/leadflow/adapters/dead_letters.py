"""A dead-letter queue that says why each message lies in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from leadflow.application.ports import OutsideDown

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

REASON: Final = "reason"
"""The message attribute that holds the reason."""

REASON_LIMIT: Final = 256


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    """The dead-letter queue, by its URL."""

    sqs: "SQSClient"
    url: str

    def bury(self, body: str, reason: str) -> None:
        """Keeps a message that cannot be worked on, with the reason. Raises OutsideDown."""
        told = reason[:REASON_LIMIT].encode("ascii", "backslashreplace").decode("ascii") or "no reason given"
        try:
            self.sqs.send_message(
                QueueUrl=self.url,
                MessageBody=body,
                MessageAttributes={REASON: {"DataType": "String", "StringValue": told}},
            )
        except (ClientError, BotoCoreError) as error:
            raise OutsideDown("the dead-letter queue does not answer") from error
