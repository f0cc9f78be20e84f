"""One world: an account, `wake` and `evaluate`, what comes in, and a clock that jumps to whatever happens next."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from types import ModuleType, SimpleNamespace

from local.embedded import definitions
from tests.fragments import SECOND, Document
from tests.torture.aws.cloud import OK, Answer, Call, Cloud, Effect
from tests.torture.models import KEY
from tests.torture_time.clock import Clock
from tests.torture_time.diary import Diary
from tests.torture_time.reads import Reads
from tests.torture_time.stage import staged
from tests.torture_time.traffic import Traffic
from tests.torture_time.workers import Workers

MINUTE = 60 * SECOND
AHEAD = 90 * SECOND
SHARDS = [f"{number:02}" for number in range(16)]
BATCH = 10

TAKES = {"wake": 5_000, "evaluate": 4_000}
"""Microseconds for which a call of AWS keeps the function from the next one.

`wake` waits for each; `evaluate` has sixteen threads and 0.58 of a processor, for which botocore and judging are work.
"""

TIMEOUT = 60 * SECOND
FIRST_ROUND = 20 * SECOND
"""Rounds begin up to so long after the minute: the schedule is not exact."""

PAGE = 256 * 1024
"""Bytes of a page: a quarter of what DynamoDB gives, so that a shard of the hundred thousand has several."""


@dataclass
class Rounds:
    """Rounds of `wake`: those that ran, and the last one's minute. All others would have found nothing."""

    ran: int = 0
    minute: int = 0


class World:
    """Lives through the traffic; `direct`: what the functions ask goes past botocore."""

    def __init__(self, traffic: Traffic, page: int = PAGE, shards: int = len(SHARDS), *, direct: bool = False) -> None:
        self.traffic, self.shards, self.direct = traffic, shards, direct
        self.clock = Clock(traffic.posts[0].at)
        self.cloud = Cloud(lambda: self.clock.now, self._guard)
        for definition in definitions():
            self.cloud.dynamodb.call("CreateTable", dict(definition))
        self.cloud.dynamodb.page = page
        tables = self.cloud.dynamodb.tables
        self.leads, self._outbox = tables["Leads"], tables["Outbox"]
        self._outbox.stream = None
        self.cloud.secrets["key"] = KEY
        self.dead = self.cloud.sqs.made("intake-dead")
        self.intake = self.cloud.sqs.made("intake", 360, 5, self.dead)
        self.cloud.sqs.made("actions", 180, 10)
        self.workers, self.rounds, self.reads = Workers(), Rounds(), Reads()
        self.diary = Diary(self.leads)
        self._function, self._posted = "", 0

    def live(self, told: Callable[["World"], None] = lambda _: None) -> None:
        """Let everything happen until the traffic's end."""
        with staged(self.cloud, self.clock, self.shards, direct=self.direct) as (evaluate, wake):
            while (found := self._next(evaluate, wake)) is not None:
                at, event = found
                self.clock.begin(at)
                event()
                told(self)
        self.clock.begin(self.traffic.end)
        self.diary.close(self.traffic.end)

    def _next(self, evaluate: ModuleType, wake: ModuleType) -> tuple[int, Callable[[], None]] | None:
        """What happens next, and when; None where the end comes first."""
        coming: list[tuple[int, Callable[[], None]]] = []
        if self._posted < len(self.traffic.posts):
            coming.append((self.traffic.posts[self._posted].at, self._post))
        if (seen := self.intake.next_at()) is not None:
            coming.append((self.workers.begin(seen), lambda: self._evaluate(evaluate)))
        if (due := self._due()) is not None:
            coming.append((self._round_for(due), lambda: self._wake(wake)))
        first = min(coming, key=lambda each: each[0], default=None)
        return first if first is not None and first[0] <= self.traffic.end else None

    def _post(self) -> None:
        post = self.traffic.posts[self._posted]
        self._posted += 1
        self.cloud.sqs.put(self.intake, json.dumps({"activities": post.activities}))

    def _due(self) -> int | None:
        """When the first wake is due of those in the index."""
        firsts = (next(self.leads.partition("by_wake", shard), None) for shard in SHARDS)
        return min((int(item["wake_at"]["N"]) for item in firsts if item is not None), default=None)

    def _round_for(self, due: int) -> int:
        """When the next round begins that finds what is due then."""
        minute = max(-(-(due - AHEAD) // MINUTE), self.rounds.minute + 1)
        return minute * MINUTE + Random(minute).randrange(FIRST_ROUND)  # noqa: S311 - each minute has its own

    def _wake(self, wake: ModuleType) -> None:
        self.rounds.minute = self.clock.now // MINUTE
        self.rounds.ran += 1
        self._function = "wake"
        wake.handler({}, None)
        wake.metrics.clear_metrics()
        self.reads.left_out("wake", len(SHARDS) - self.shards)

    def _evaluate(self, evaluate: ModuleType) -> None:
        start, self._function = self.clock.now, "evaluate"
        taken = self.cloud.sqs.take(self.intake, BATCH)
        records = [{"messageId": each.id, "body": each.body} for each in taken]
        self.diary.begun([each.body for each in taken], start)
        left = SimpleNamespace(get_remaining_time_in_millis=lambda: (start + TIMEOUT - self.clock.now) // 1_000)
        returned = evaluate.handler({"Records": records}, left)
        evaluate.metrics.clear_metrics()
        again = {each["itemIdentifier"] for each in returned["batchItemFailures"]}
        for each in taken:
            if each.id not in again:
                self.cloud.sqs.done(self.intake, each.receipt)
        self.workers.work(start, self.clock.now)
        self.diary.ended()
        self._tidy()

    def _tidy(self) -> None:
        """Nobody asks any more for what was published, sent or overwritten."""
        self._outbox.items.clear()
        self.cloud.sqs.sent.clear()
        self.leads.was.clear()

    def _guard(self, call: Call, effect: Effect) -> Answer:
        self.clock.now += TAKES.get(self._function, 0)
        answer = effect()
        self.reads.count(self._function, call, answer)
        if answer.status == OK and call.operation == "TransactWriteItems":
            self.diary.wrote(_published(call.request), self.clock.now)
        elif self._function == "wake" and call.operation == "SendMessageBatch":
            self.diary.sent(entry["MessageBody"] for entry in call.request["Entries"])
        return answer


def _published(request: Document) -> Iterator[Document]:
    puts = (each["Put"] for each in request["TransactItems"] if "Put" in each)
    return (put["Item"] for put in puts if put["TableName"] == "Outbox")
