"""Everything at once: an account, the functions in their containers, those around them, and a clock."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

from local.embedded import definitions
from local.samples import live_secret
from tests.torture.aws.cloud import Cloud
from tests.torture.faults import Fault, Plan
from tests.torture.functions import fleet
from tests.torture.guard import Guard
from tests.torture.lambdas import Feed, QueueFeed, Schedule, StreamFeed
from tests.torture.models import KEY, compiled
from tests.torture.outside import Operator, Senders, Told
from tests.torture.scheduler import Scheduler, Task

Found = TypeVar("Found")

START = 1_772_442_000_000_000
"""A Monday morning, in microseconds."""

UNWORKABLE = ("poison", "no JSON")
"""What stands in messages that nobody can work on."""

SINK = "http://sink.example/hook"


class World:
    """One world. `chaos` is how often things go otherwise that may always go otherwise, without any fault."""

    def __init__(
        self, seed: int, faults: Mapping[int, Fault] | None = None, chaos: float = 0.0, skews: Sequence[int] = (0,)
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - nothing is hidden by it
        self.model, self.chaos = "model", chaos
        self.scheduler = Scheduler(START, self._next)
        self._until, self._calls, self.quiet = START, 0, True
        self.plan = Plan(faults or {})
        self.guard = Guard(self.scheduler, self.plan, self.random, chaos)
        self.cloud = Cloud(self.now, self.guard)
        self.told: list[Told] = []
        self.early: list[str] = []
        self.rejudged = False
        self._furnish()
        functions = fleet(self.scheduler, lambda: compiled(self.model), skews)
        self.senders = Senders(functions["receive"], self.now)
        self.operator = Operator(self.now)
        self.functions = functions
        self.feeds: Sequence[Feed] = self._feeds()

    def close(self) -> None:
        """Let nothing go on in it."""
        self.scheduler.clear()

    def now(self) -> int:
        return self.scheduler.now

    def local(self) -> int:
        """The time by the clock of whoever asks."""
        task = self.scheduler.current
        return self.scheduler.now + (0 if task is None else task.process.skew)

    def _furnish(self) -> None:
        for definition in definitions():
            self.cloud.dynamodb.call("CreateTable", dict(definition))
        dead, given_up = self.cloud.sqs.made("intake-dead"), self.cloud.sqs.made("actions-dead")
        self.intake = self.cloud.sqs.made("intake", 360, 5, dead)
        self.actions = self.cloud.sqs.made("actions", 180, 10, given_up)
        self.cloud.secrets["key"] = KEY
        for kind, name in (("standard", "app"), ("segment", "site")):
            self.cloud.parameters[f"/torture/{name}"] = live_secret(kind, name)
        self.cloud.parameters["/torture/sales"] = f"{SINK} {live_secret('standard', 'sales')}"
        self.cloud.heard = lambda entry: self.committed(entry["Detail"])
        self.cloud.dynamodb.spoiled = lambda _, item: "poison" in item.get("at_id", {"S": ""})["S"]
        self.cloud.dynamodb.stale = lambda: self.random.random() < self.chaos

    def _feeds(self) -> Sequence[Feed]:
        cloud, functions, forgets = self.cloud, self.functions, self.chaos / 3
        tables, met = cloud.dynamodb.tables, self.plan.mishap
        stream = tables["Outbox"].stream
        assert stream is not None
        self.stream = StreamFeed(stream, functions["react"], self.now, met)
        self.judging = QueueFeed(cloud.sqs, self.intake, functions["evaluate"], 10, self.random, met, forgets)
        self.telling = QueueFeed(cloud.sqs, self.actions, functions["deliver"], 1, self.random, met, forgets)
        return (
            self.senders,
            self.operator,
            self.judging,
            self.stream,
            self.telling,
            Schedule(tables["Leads"], tables["Deliveries"], functions["wake"], self.now),
        )

    def settled(self) -> bool:
        """Whether nothing is under way."""
        return not (self.intake.messages or self.actions.messages or self.senders.waiting or self.senders.calls)

    def last(self) -> int:
        """When the last of what is planned by now happens."""
        return max([each.at for each in self.senders.waiting] + [at for at, _ in self.operator.waiting], default=0)

    def redrive(self) -> None:
        """Send what lies among the dead letters again, but what nobody can work on; and what was not reacted to."""
        queues = self.cloud.sqs.queues
        for name, to in (("intake-dead", self.intake), ("actions-dead", self.actions)):
            dead = queues[name]
            for each in [each for each in dead.messages if not self.unworkable(each.body)]:
                dead.messages.remove(each)
                self.cloud.sqs.put(to, each.body)
        outbox = self.cloud.dynamodb.tables["Outbox"]
        self.stream.again(lambda image: "pending" in outbox.items.get(outbox.key(image), {}))

    def unworkable(self, body: str) -> bool:
        """Whether nobody could do what a message of the intake asks for."""
        return any(mark in body for mark in UNWORKABLE)

    def committed(self, text: str) -> None:
        """Note what is told of something that is not written (yet)."""
        known = [
            f"{each['lead']['S']}.{each['what']['S']}" for each in self.cloud.dynamodb.tables["Outbox"].items.values()
        ]
        if not any(f'"{each}"' in text for each in known):
            self.early.append(text)

    def take(self, told: Told) -> None:
        """The destination is told something."""
        news, automation = told.errand
        receipts = self.cloud.dynamodb.tables["Deliveries"].items
        told.done = any(
            key[0] == news and str(key[1]).startswith(f"{automation}#") and "outcome" in item
            for key, item in receipts.items()
        )
        self.told.append(told)
        self.committed(f'"{told.body["data"]["id"]}"')

    def live(self, until: int, calls: int) -> bool:
        """Let everything happen that happens until then; False where it does not end within so many calls."""
        self._until, self._calls, self.quiet = until, calls, True
        self.scheduler.run()
        return self.quiet

    def _next(self) -> Task | None:
        """Whose turn it is, None at the end."""
        while self.plan.calls < self._calls:
            now = self.now()
            for feed in self.feeds:
                feed.look(now)
            ready, due = self.scheduler.ready(), [feed for feed in self.feeds if _due(feed, now)]
            if due and (not ready or self.random.random() < 0.5):
                _any(self.random, due).start()
            elif ready:
                return _any(self.random, ready)
            elif not self._jump(self._until):
                return None
        self.quiet = False
        return None

    def _jump(self, until: int) -> bool:
        """Set the clock to when something happens next; False where that is after the end."""
        coming = [at for at in (self.scheduler.next_at(), *(feed.next_at() for feed in self.feeds)) if at is not None]
        deadlines = [at for at in self._deadlines() if at > self.now()]
        at = min((each for each in (*coming, *deadlines) if each > self.now()), default=None)
        if at is None or at > until:
            self.scheduler.now = until
            return False
        self.scheduler.now = at
        return True

    def _deadlines(self) -> Iterator[int]:
        for containers in self.functions.values():
            for each in containers:
                if not each.idle:
                    yield each.deadline
        yield from (patience for _, _, patience in self.senders.calls)


def _due(feed: Feed, now: int) -> bool:
    at = feed.next_at()
    return at is not None and at <= now


def _any(random: Random, found: Sequence[Found]) -> Found:
    return found[random.randrange(len(found))] if len(found) > 1 else found[0]
