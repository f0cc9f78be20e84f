"""SQS's standard queues: messages that are hidden, seen again, counted, and moved aside in the end."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import md5
from itertools import count

from tests.fragments import SECOND, Document
from tests.torture.aws.answers import Refused

LONGEST_HIDDEN = 12 * 60 * 60
LONGEST_DELAY = 15 * 60
AT_ONCE = 10
BATCH_SIZE = 1024 * 1024
HOST = "https://sqs.eu-west-1.amazonaws.com/123456789012"


@dataclass
class Message:
    """One message; `receipt` is the handle of whoever received it last."""

    id: str
    body: str
    attributes: Document
    visible_at: int
    receipt: str = ""
    received: int = 0


@dataclass
class Queue:
    """One queue; what was received more than `most` times goes to `dead`."""

    name: str
    visibility: int = 30
    most: int | None = None
    dead: "Queue | None" = None
    messages: list[Message] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{HOST}/{self.name}"

    def visible(self, now: int) -> list[Message]:
        return [each for each in self.messages if each.visible_at <= now]

    def next_at(self) -> int | None:
        """When the next message is to be seen."""
        return min((each.visible_at for each in self.messages), default=None)


@dataclass
class Sqs:
    """All queues by name; `now` in microseconds."""

    now: Callable[[], int]
    queues: dict[str, Queue] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @cached_property
    def operations(self) -> Mapping[str, Callable[[Document], Document]]:
        """By the names that requests have."""
        return {
            "CreateQueue": self._create,
            "SendMessage": self._send,
            "SendMessageBatch": self._send_batch,
            "ReceiveMessage": self._receive,
            "DeleteMessage": self._delete,
            "ChangeMessageVisibility": self._hide,
            "GetQueueAttributes": self._attributes,
        }

    def call(self, operation: str, request: Document) -> Document:
        """The answer. Raises Refused."""
        return self.operations[operation](request)

    def made(self, name: str, visibility: int = 30, most: int | None = None, dead: Queue | None = None) -> Queue:
        """A new queue."""
        self.queues[name] = Queue(name, visibility, most, dead)
        return self.queues[name]

    def put(self, queue: Queue, body: str, attributes: Document | None = None, delay: int = 0) -> Message:
        """A new message in the queue, to be seen after so many seconds."""
        message = Message(f"m{next(self._numbers)}", body, attributes or {}, self.now() + delay * SECOND)
        queue.messages.append(message)
        self.sent.append((queue.name, body))
        return message

    def take(self, queue: Queue, most: int) -> list[Message]:
        """Up to so many messages that are seen now, hidden from here on. What was received too often is moved aside."""
        taken: list[Message] = []
        for message in queue.visible(self.now()):
            if queue.most is not None and message.received >= queue.most and queue.dead is not None:
                queue.messages.remove(message)
                message.visible_at, message.received = self.now(), 0
                queue.dead.messages.append(message)
            elif len(taken) < most:
                message.received += 1
                message.receipt = f"{message.id}.{next(self._numbers)}"
                message.visible_at = self.now() + queue.visibility * SECOND
                taken.append(message)
        return taken

    def done(self, queue: Queue, receipt: str) -> None:
        """Take the message out that was received under this handle, or is gone already."""
        queue.messages = [each for each in queue.messages if each.receipt != receipt]

    def _queue(self, request: Document) -> Queue:
        found = self.queues.get(request["QueueUrl"].rpartition("/")[2])
        if found is None:
            raise Refused("QueueDoesNotExist", "The specified queue does not exist.")
        return found

    def _create(self, request: Document) -> Document:
        asked = request.get("Attributes", {})
        policy = json.loads(asked.get("RedrivePolicy", "{}"))
        dead = self.queues.get(policy.get("deadLetterTargetArn", "").rpartition(":")[2])
        most = policy.get("maxReceiveCount")
        made = self.made(request["QueueName"], int(asked.get("VisibilityTimeout", 30)), most and int(most), dead)
        return {"QueueUrl": made.url}

    def _send(self, request: Document) -> Document:
        queue = self._queue(request)
        _check(request)
        sent = self.put(queue, request["MessageBody"], request.get("MessageAttributes"), request.get("DelaySeconds", 0))
        return {"MessageId": sent.id, "MD5OfMessageBody": _md5(sent.body)}

    def _send_batch(self, request: Document) -> Document:
        entries = request["Entries"]
        if not 1 <= len(entries) <= AT_ONCE:
            raise Refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
        if len({each["Id"] for each in entries}) < len(entries):
            raise Refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
        if sum(len(each["MessageBody"].encode()) for each in entries) > BATCH_SIZE:
            raise Refused("AWS.SimpleQueueService.BatchRequestTooLong")
        sent = [{"Id": each["Id"], **self._send({**each, "QueueUrl": request["QueueUrl"]})} for each in entries]
        return {"Successful": sent}

    def _receive(self, request: Document) -> Document:
        queue = self._queue(request)
        taken = self.take(queue, request.get("MaxNumberOfMessages", 1))
        shown = [
            {
                "MessageId": each.id,
                "ReceiptHandle": each.receipt,
                "Body": each.body,
                "MD5OfBody": _md5(each.body),
                "Attributes": {"ApproximateReceiveCount": str(each.received)},
                **({"MessageAttributes": each.attributes} if each.attributes else {}),
            }
            for each in taken
        ]
        return {"Messages": shown} if shown else {}

    def _delete(self, request: Document) -> Document:
        self.done(self._queue(request), request["ReceiptHandle"])
        return {}

    def _hide(self, request: Document) -> Document:
        queue, seconds = self._queue(request), request["VisibilityTimeout"]
        if not 0 <= seconds <= LONGEST_HIDDEN:
            raise Refused("InvalidParameterValue", "a message is hidden for 12 hours at most")
        for message in queue.messages:
            if message.receipt == request["ReceiptHandle"]:
                message.visible_at = self.now() + seconds * SECOND
                return {}
        raise Refused("ReceiptHandleIsInvalid", "the message is not hidden by this handle any more")

    def _attributes(self, request: Document) -> Document:
        queue, now = self._queue(request), self.now()
        hidden = [each for each in queue.messages if each.visible_at > now]
        delayed = sum(not each.received for each in hidden)
        told = {
            "ApproximateNumberOfMessages": len(queue.messages) - len(hidden),
            "ApproximateNumberOfMessagesNotVisible": len(hidden) - delayed,
            "ApproximateNumberOfMessagesDelayed": delayed,
            "VisibilityTimeout": queue.visibility,
            "QueueArn": f"arn:aws:sqs:eu-west-1:123456789012:{queue.name}",
        }
        asked = request.get("AttributeNames", ["All"])
        return {"Attributes": {name: str(value) for name, value in told.items() if {"All", name} & {*asked}}}


def _check(request: Document) -> None:
    if not 0 <= request.get("DelaySeconds", 0) <= LONGEST_DELAY:
        raise Refused("InvalidParameterValue", "a message is delayed for 15 minutes at most")
    if not request["MessageBody"].isascii():
        raise Refused("InvalidMessageContents", "what the product sends is ASCII")


def _md5(body: str) -> str:
    return md5(body.encode(), usedforsecurity=False).hexdigest()
