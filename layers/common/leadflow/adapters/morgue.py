"""A dead-letter queue whose messages go back to the queue that they came from.

SQS can move them itself (StartMessageMoveTask), but neither those of one destination nor together with their receipts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from leadflow.adapters.aws import asking, outside
from leadflow.adapters.dead_letters import REASON, SqsDeadLetters
from leadflow.adapters.intake import CALL_SIZE
from leadflow.adapters.queue_state import held
from leadflow.application.ports import OutsideDown
from leadflow.application.redrive import DeadLetter
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HIDDEN: Final = Duration(10 * MINUTE)
"""For so long a letter is nobody else's; whoever breaks off has its letters seen again after that."""

_PAGE: Final = 10
PATIENCE: Final = 1
"""Seconds that an empty queue is listened to: only then every part of it was asked."""


@dataclass(frozen=True, slots=True)
class SqsMorgue:
    """The port `Morgue`: the dead-letter queue, and the one that its letters go back to, by their addresses.

    `now` is the present by SQS's own clock, which says when each letter was sent.
    """

    sqs: "SQSClient"
    dead: str
    alive: str
    now: Instant
    patience: int = PATIENCE

    def count(self) -> int:
        return held(self.sqs, self.dead).total

    def letters(self) -> Iterator[Sequence[DeadLetter]]:
        seen: set[str] = set()
        while found := self._received():
            # What has died since is left: else a letter that dies at once would go round for ever.
            letters = [_letter(each) for each in found if each["MessageId"] not in seen and self._old(each)]
            seen.update(each["MessageId"] for each in found)
            if letters:
                yield letters

    def revive(self, letters: Sequence[DeadLetter]) -> None:
        if sum(len(each.body) for each in letters) > CALL_SIZE:
            for each in letters:
                self._move([each])
        elif letters:
            self._move(letters)

    def bury(self, body: str, reason: str) -> None:
        """Lay one more letter there. Raises OutsideDown."""
        SqsDeadLetters(asking(self.sqs), self.dead).bury(body, reason)

    def drop(self, letters: Sequence[DeadLetter]) -> int:
        """Take them out; how many they are. Raises OutsideDown."""
        with outside():
            self.sqs.delete_message_batch(
                QueueUrl=self.dead,
                Entries=[{"Id": str(place), "ReceiptHandle": each.handle} for place, each in enumerate(letters)],
            )
        return len(letters)

    def put_back(self, letters: Iterable[DeadLetter]) -> None:
        for each in letters:
            with outside():
                try:
                    self.sqs.change_message_visibility(
                        QueueUrl=self.dead, ReceiptHandle=each.handle, VisibilityTimeout=0
                    )
                except ClientError as error:
                    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004 theirs
                        raise  # else it can be seen again already

    def _received(self) -> "Sequence[MessageTypeDef]":
        with outside():
            return self.sqs.receive_message(
                QueueUrl=self.dead,
                MaxNumberOfMessages=_PAGE,
                VisibilityTimeout=HIDDEN // SECOND,
                WaitTimeSeconds=self.patience,
                MessageAttributeNames=[REASON],
                MessageSystemAttributeNames=["SentTimestamp"],
            ).get("Messages", [])

    def _old(self, message: "MessageTypeDef") -> bool:
        return int(message["Attributes"]["SentTimestamp"]) * 1000 <= self.now

    def _move(self, letters: Sequence[DeadLetter]) -> None:
        with outside():
            sent = self.sqs.send_message_batch(
                QueueUrl=self.alive,
                Entries=[{"Id": str(place), "MessageBody": each.body} for place, each in enumerate(letters)],
            )
        taken = [letters[int(each["Id"])] for each in sent.get("Successful", [])]
        if taken:
            self.drop(taken)
        if len(taken) < len(letters):  # SQS answers 200 all the same
            raise OutsideDown(f"the queue took {len(taken)} of {len(letters)} messages")


def _letter(message: "MessageTypeDef") -> DeadLetter:
    attributes = message.get("MessageAttributes", {})
    reason = attributes[REASON].get("StringValue", "") if REASON in attributes else ""
    return DeadLetter(message["MessageId"], message["Body"], reason, message["ReceiptHandle"])
