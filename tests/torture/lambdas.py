"""Lambda as a service: it brings queues, a stream and the time to functions, and again what they did not do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from tests.fragments import SECOND, Document
from tests.torture.aws.sqs import Message, Queue, Sqs
from tests.torture.aws.table import Table
from tests.torture.functions import Container, Invocation

MINUTE = 60 * SECOND
AHEAD = 90 * SECOND
RETRIES = 8
ONE_BATCH = 100


class Feed(Protocol):
    """Something that calls functions when there is a reason."""

    def next_at(self) -> int | None:
        """When there is the next reason, at or before now where there is one already; None where nothing comes."""
        ...

    def start(self) -> None:
        """Call a function."""
        ...

    def look(self, now: int) -> None:
        """See to the calls that have ended."""
        ...


def idle(containers: Sequence[Container]) -> list[Container]:
    return [each for each in containers if each.idle]


@dataclass
class QueueFeed:
    """A mapping from a queue: what a function does not report as failed is deleted, unless AWS `forgets` to.

    While it is `shut` nothing is brought.
    """

    sqs: Sqs
    queue: Queue
    containers: Sequence[Container]
    most: int
    random: Random
    mishap: Callable[[], None]
    forgets: float = 0.0
    shut: bool = False
    calls: list[tuple[Invocation, Sequence[Message]]] = field(default_factory=list)

    def next_at(self) -> int | None:
        return self.queue.next_at() if idle(self.containers) and not self.shut else None

    def start(self) -> None:
        most = self.random.randint(1, self.most) if self.most > 1 else 1
        free = idle(self.containers)
        if taken := self.sqs.take(self.queue, most):
            container = free[self.random.randrange(len(free))]
            self.calls.append((container.invoke({"Records": [_record(each) for each in taken]}), taken))

    def look(self, now: int) -> None:
        for call in [each for each in self.calls if each[0].over(now)]:
            self.calls.remove(call)
            invocation, taken = call
            if invocation.failed:
                self.mishap()
            else:
                again = {each["itemIdentifier"] for each in invocation.returned.get("batchItemFailures", ())}
                self._delete([each for each in taken if each.id not in again])

    def _delete(self, messages: Sequence[Message]) -> None:
        for each in messages:
            if self.forgets and self.random.random() < self.forgets:
                self.mishap()
            else:
                self.sqs.done(self.queue, each.receipt)


def _record(message: Message) -> Document:
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": str(message.received)},
    }


@dataclass
class StreamFeed:
    """A mapping from the outbox's stream: in order, what fails comes again, in halves, and goes aside in the end.

    While it is `shut` nothing is brought.
    """

    stream: list[Document]
    containers: Sequence[Container]
    now: Callable[[], int]
    mishap: Callable[[], None]
    place: int = 0
    tries: int = 0
    size: int = ONE_BATCH
    not_before: int = 0
    shut: bool = False
    aside: list[Document] = field(default_factory=list)
    call: tuple[Invocation, Sequence[Document]] | None = None

    def next_at(self) -> int | None:
        self._skip()
        if self.shut or self.call is not None or self.place >= len(self.stream) or not idle(self.containers):
            return None
        return self.not_before

    def _skip(self) -> None:
        while self.place < len(self.stream) and "pending" not in self.stream[self.place]["dynamodb"].get(
            "NewImage", {}
        ):
            self.place += 1

    def start(self) -> None:
        batch = [each for each in self.stream[self.place :] if "pending" in each["dynamodb"].get("NewImage", {})]
        self.call = (idle(self.containers)[0].invoke({"Records": batch[: self.size]}), batch[: self.size])

    def again(self, pending: Callable[[Document], bool]) -> None:
        """What went aside comes once more, if it is still pending: by that whoever sends it again finds it."""
        for each in self.aside:
            if pending(each["dynamodb"]["NewImage"]):
                number = f"9{len(self.stream):020}"
                self.stream.append({**each, "dynamodb": {**each["dynamodb"], "SequenceNumber": number}})
        self.aside.clear()

    def look(self, now: int) -> None:
        if self.call is None or not self.call[0].over(now):
            return
        (invocation, batch), self.call = self.call, None
        failed = None if invocation.failed else invocation.returned.get("batchItemFailures")
        if failed != []:
            self.mishap()
        if failed == []:
            self._passed(batch)
        elif failed:
            sequence = failed[0]["itemIdentifier"]
            done = [each for each in batch if each["dynamodb"]["SequenceNumber"] < sequence]
            if done:
                self._passed(done)
            self._failed(batch[len(done) :], now)
        else:
            self.size = max(1, len(batch) // 2)
            self._failed(batch, now)

    def _passed(self, batch: Sequence[Document]) -> None:
        self.place = self.stream.index(batch[-1]) + 1
        self.tries, self.size = 0, ONE_BATCH

    def _failed(self, batch: Sequence[Document], now: int) -> None:
        self.tries += 1
        self.not_before = now + min(2**self.tries, MINUTE // SECOND) * SECOND
        if self.tries > RETRIES:
            self.aside.append(batch[0])
            self._passed(batch[:1])


@dataclass
class Schedule:
    """Every minute; rounds that would find nothing are left out, for they would do nothing."""

    leads: Table
    deliveries: Table
    containers: Sequence[Container]
    now: Callable[[], int]
    last: int = 0

    def next_at(self) -> int | None:
        wakes = [int(each["wake_at"]["N"]) - AHEAD for each in self.leads.items.values() if "wake_shard" in each]
        held = [int(each["due_at"]["N"]) for each in self.deliveries.items.values() if "due_shard" in each]
        if not wakes + held or not idle(self.containers):
            return None
        return max(-(-min(wakes + held) // MINUTE) * MINUTE, self.last + MINUTE)

    def start(self) -> None:
        self.last = self.now() // MINUTE * MINUTE
        idle(self.containers)[0].invoke({})

    def look(self, now: int) -> None:
        """Nobody waits for the end of a round."""
