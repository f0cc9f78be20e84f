"""One run: senders send while the stack ends again and again, until all is answered and nothing is under way."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from leadflow.domain.instant import Instant
from local.clients import Clients
from local.records import of_pending
from tests.torture_local.background import Background
from tests.torture_local.plans import Misfortune, Plan
from tests.torture_local.senders import Desk, Server

LOOK = 0.05
"""Seconds between two looks at how far it is."""

JUST_NOW = 0.5
"""A misfortune comes within so many seconds of its moment."""

START = 3.0
"""A stack that is killed while it starts lives no longer."""

PATIENCE = 400.0
"""Seconds in which something must get on: a message at which a function died is not seen again any sooner."""

POISON = ("poison, and no JSON", '{"activities":[{"id":"poison"}]}')
"""What nobody can work on."""


class Siege:
    """So many webhooks of a seed, sent to a stack in this folder; `show` is told whenever somebody may look at it."""

    def __init__(self, home: Path, seed: int, webhooks: int, show: Callable[["Siege"], None]) -> None:
        self.plan = Plan(seed, webhooks, self.now())
        self.stack = Background(home)
        self.happened = Counter[Misfortune]()
        self._seed, self._show = seed, show
        self._random = Random(seed)  # noqa: S311 - nothing is hidden by it

    @property
    def total(self) -> int:
        """How many webhooks there are."""
        return sum(len(server) for server in self.plan.servers)

    @property
    def answered(self) -> int:
        """How many of them were answered for good."""
        return self.desk.tally.counts["accepted"] + self.desk.tally.counts["refused"]

    def now(self) -> Instant:
        """The present, by the clock of the stack and of everybody."""
        return Instant(time.time_ns() // 1000)

    @property
    def starts(self) -> int:
        """How often the stack was started."""
        return len(self.stack.ends) + 1

    def run(self) -> None:
        """All of it; the stack is up when this returns."""
        self.stack.up()
        self.desk = Desk(lambda: self.stack.address, self.plan.senders, self._secrets())
        servers = self._servers()
        for server in servers:
            server.start()
        try:
            for moment, misfortune in self.plan.misfortunes:
                self._wait(partial(self._reached, moment))
                time.sleep(self._random.uniform(0, JUST_NOW))
                self._strike(misfortune)
            self._poison()
            self._wait(lambda: not any(server.is_alive() for server in servers))
        finally:
            self.desk.ending.set()
        self._wait(self._at_rest)

    def _reached(self, moment: int) -> bool:
        return self.answered >= moment

    def _servers(self) -> Sequence[Server]:
        randoms = (Random(self._seed + number) for number in range(len(self.plan.servers)))  # noqa: S311 - as above
        return [Server(self.desk, *each) for each in zip(self.plan.servers, randoms, strict=True)]

    def _secrets(self) -> dict[str, str]:
        kept = json.loads((self.stack.home / "secrets.json").read_text())
        return {name: each["signing"] for name, each in kept.items()}

    def _wait(self, until: Callable[[], bool]) -> None:
        before, deadline = self.answered, time.monotonic() + PATIENCE
        while not until():
            self._show(self)
            time.sleep(LOOK)
            if before < self.answered:
                before, deadline = self.answered, time.monotonic() + PATIENCE
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing got on for {PATIENCE} seconds")
        self._show(self)

    def _strike(self, misfortune: Misfortune) -> None:
        stack = self.stack
        self.happened[misfortune] += 1
        match misfortune:
            case Misfortune.FUNCTION:
                if found := stack.functions():
                    os.kill(self._random.choice(found), signal.SIGKILL)
                return
            case Misfortune.STACK:
                stack.kill(stack.running.pid)
            case Misfortune.EMULATOR:
                stack.kill(stack.emulator)
            case Misfortune.SNAPSHOT:
                stack.kill_in_snapshot()
            case Misfortune.STARTING:
                stack.kill(stack.running.pid)
                stack.start_and_kill(self._random.uniform(0, START))
            case Misfortune.ORDERLY:
                stack.stop()
        self._show(self)
        stack.up()

    def _poison(self) -> None:
        clients, url = Clients(self.stack.running.endpoint), self.stack.running.outputs["IntakeQueueUrl"]
        for body in POISON:
            clients.sqs.send_message(QueueUrl=url, MessageBody=body)

    def _at_rest(self) -> bool:
        """Asked in the order in which work goes, so that it cannot slip by."""
        running = self.stack.running
        clients, outputs = Clients(running.endpoint), running.outputs
        return (
            messages(clients, outputs["IntakeQueueUrl"]) == 0
            and not [*of_pending(clients, outputs["OutboxTable"])]
            and messages(clients, outputs["ActionsQueueUrl"]) == 0
        )


def messages(clients: Clients, url: str) -> int:
    """How many messages the queue holds, whoever has them."""
    attributes = clients.sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]
    return sum(map(int, attributes.values()))
