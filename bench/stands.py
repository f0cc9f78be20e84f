"""The designs set up to be measured to the dollar: on the emulator, metered, with what they print."""

import io
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final, Protocol

from bench.aside import Aside
from bench.deployment import Deployment
from bench.handlers import handlers
from bench.traffic import BEFORE
from bench.transaction import Transaction
from bench.tutorial import LOG, Tutorial
from functions.evaluate.app import THREADS
from leadflow.application.webhook import Request
from leadflow.domain.instant import Duration, Instant
from local.embedded import definitions, embedded

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks
    from mypy_boto3_sqs.type_defs import MessageTypeDef

RECEIVING: Final = 512
WORKING: Final = 1024
"""Megabytes that the functions have, as template.yaml states them; the baselines' have 512 for both."""

AT_ONCE: Final = Duration(0)


class Design(Protocol):
    """A way from webhooks to leads."""

    def receive(self, request: Request, now: Instant) -> None: ...

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None: ...


@dataclass(frozen=True, slots=True)
class Stand:
    """A design, what it stands on, and what it prints.

    It needs to know `past` earlier clicks of a lead to cost what it does cost, and works on so many leads at once.
    `leads` and `kept` name the tables of leads and of activities.
    """

    design: Design
    aws: Deployment
    aside: Aside
    log: io.StringIO
    leads: str
    kept: str
    past: int = 1
    threads: int = 1
    megabytes: int = RECEIVING

    def waits(self, leads: Sequence[int], reads: int, calls: int) -> int:
        """How many calls of tables come one after the other: of each lead its activities, then its own.

        Several activities of a lead go to as many threads again. Without leads, or with one thread, all wait.
        """
        if self.threads == 1 or not leads:
            return calls
        found, busy = Counter(leads).values(), [0] * self.threads
        for activities in found:
            busy[busy.index(min(busy))] += ceil(activities / self.threads) + 1
        together = ceil(sum(activities for activities in found if activities > 1) / self.threads) + 1
        return reads + max(*busy, together)


@contextmanager
def leadflow(settle: Duration = AT_ONCE) -> Iterator[Stand]:
    """The product; clicks count at once, or settle for so long."""
    with embedded(), _quiet():
        aws, aside = Deployment.unmetered(definitions()), Aside()

        def attach(events: "BaseEventHooks") -> None:
            aside.answer(events)
            aside.attach(events, aws.meter)

        with handlers(aws.queue, attach, partial(aside.around, aws.meter), settle) as design:
            yield Stand(design, aws, aside, design.log, "Leads", "Timeline", BEFORE, THREADS, WORKING)


@contextmanager
def baseline(make: type[Tutorial] | type[Transaction]) -> Iterator[Stand]:
    """One of the others."""
    with embedded(), _quiet():
        aside = Aside()
        aws = Deployment.unmetered(make.tables, lambda client: aside.answer(client.meta.events))
        for client in (aws.dynamodb, aws.sqs):
            aside.attach(client.meta.events, aws.meter)
        yield Stand(make(aws), aws, aside, LOG, make.leads, make.kept)


@contextmanager
def _quiet() -> Iterator[None]:
    """The emulator's own log would print again what the functions print, and take a processor's time for it."""
    everybody = logging.getLogger()
    before, everybody.handlers = everybody.handlers, [logging.NullHandler()]
    try:
        yield
    finally:
        everybody.handlers = before


STANDS: Final[dict[str, Callable[[], AbstractContextManager[Stand]]]] = {
    "Leadflow": leadflow,
    Tutorial.name: lambda: baseline(Tutorial),
    Transaction.name: lambda: baseline(Transaction),
}
