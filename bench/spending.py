"""What a webhook of a mix takes of AWS and of a processor, each function apart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from math import ceil
from statistics import mean
from typing import TYPE_CHECKING, Final

from bench.lines import READS, TRANSACTION
from bench.mixes import START
from bench.stands import RECEIVING, Stand
from bench.traffic import Traffic
from leadflow.adapters.tables.item import size
from leadflow.domain.instant import HOUR, Instant

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef


WEBHOOKS: Final = 5
NOW: Final = Instant(START + HOUR)

PLATFORM: Final = (
    "START RequestId: 00000000-0000-4000-8000-000000000000 Version: $LATEST",
    "END RequestId: 00000000-0000-4000-8000-000000000000",
    "REPORT RequestId: 00000000-0000-4000-8000-000000000000\tDuration: 102.25 ms\tBilled Duration: 103 ms",
    "Memory Size: 512 MB\tMax Memory Used: 95 MB",
)
"""What Lambda itself prints of each invocation."""

LINE: Final = 26
"""Bytes that CloudWatch bills for each line on top of it."""

FIRST: Final = frozenset({"Leads", "Lists", "Scores"})
"""The tables by which a transaction is counted once; each of all designs' has one of them."""

CHUNK: Final = 64 * 1024
"""Bytes that SQS bills as one request."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a function takes, so that a webhook is done: `seconds` of a processor, calls of AWS, bytes in the log.

    Of the calls of tables `waits` come one after the other, and `sends` of all others.
    """

    megabytes: int
    invocations: float
    seconds: float
    calls: float
    waits: float
    sends: float
    logged: float
    queue_requests: float
    read_units: float
    write_units: float


@dataclass(frozen=True, slots=True)
class Spent:
    """A webhook of so many activities: what its functions take, and the bytes of what is sent and kept of it."""

    activities: int
    steps: Sequence[Step]
    message: float
    lead: float
    activity: float


def spent(
    stand: Stand, traffic: Traffic, webhooks: int = WEBHOOKS, between: Callable[[], object] = lambda: None
) -> Spent:
    """What one of so many webhooks takes, after all that their leads have done before, and after `between`."""
    for number in range(webhooks + 1):
        past(stand, traffic, number)
    between()
    _, *found = [_webhook(stand, traffic, number) for number in range(webhooks + 1)]  # secrets are read by the first
    steps = [together(each) for each in zip(*(steps for steps, _ in found), strict=True)]
    lead, kept = (item_size(stand, table) for table in (stand.leads, stand.kept))
    return Spent(len(traffic.leads), steps, mean(size for _, size in found), lead, kept)


def past(stand: Stand, traffic: Traffic, number: int) -> None:
    """Let the leads of that webhook have a past."""
    stand.design.receive(traffic.past(number, stand.past), START)
    for batch in batches(stand):
        stand.design.work(batch, START)


def batches(stand: Stand) -> "Iterator[Sequence[MessageTypeDef]]":
    """What waits in the queue, as Lambda brings it."""
    yield from list(stand.aws.batches())


def _webhook(stand: Stand, traffic: Traffic, number: int) -> tuple[Sequence[Step], float]:
    request = traffic.webhook(number, NOW)
    receive = step(stand, RECEIVING, [partial(stand.design.receive, request, NOW)], ())
    waiting = list(batches(stand))
    work = step(stand, stand.megabytes, [partial(stand.design.work, batch, NOW) for batch in waiting], traffic.leads)
    bodies = [len(each["Body"]) for batch in waiting for each in batch]
    polled = sum(ceil(sum(len(each["Body"]) for each in batch) / CHUNK) + 1 for batch in waiting)
    work = replace(work, queue_requests=work.queue_requests + polled)
    return [receive, work], sum(bodies) / len(bodies)


def step(stand: Stand, megabytes: int, works: Sequence[Callable[[], object]], leads: Sequence[int]) -> Step:
    """What these invocations take, which work on so many activities of each lead."""
    meter, printed = stand.aws.meter, stand.log.tell()
    meter.reset()
    seconds = sum(stand.aside.without(work) for work in works)
    stand.log.seek(printed)
    lines = [*stand.log.read().splitlines(), *PLATFORM * len(works)]
    # A transaction is one call, and counted under each of its tables.
    calls = sum(count for use, count in meter.calls.items() if use.operation != TRANSACTION or use.table in FIRST)
    sends = sum(count for use, count in meter.calls.items() if not use.table)
    reads = sum(count for use, count in meter.calls.items() if use.operation in READS)
    return Step(
        megabytes=megabytes,
        invocations=len(works),
        seconds=seconds,
        calls=calls,
        waits=stand.waits(leads, reads, calls - sends),
        sends=ceil(sends / (stand.threads if leads else 1)),
        logged=sum(len(line.encode()) + LINE for line in lines),
        queue_requests=sum(units for use, units in meter.units.items() if use.operation.startswith("SendMessage")),
        read_units=sum(units for use, units in meter.units.items() if use.operation in READS),
        write_units=sum(units for use, units in meter.units.items() if use.table and use.operation not in READS),
    )


def together(steps: Sequence[Step]) -> Step:
    """What one of them takes on average, and of a processor at the quickest."""
    found = Step(*map(mean, zip(*map(astuple, steps), strict=True)))
    return replace(found, megabytes=steps[0].megabytes, seconds=min(each.seconds for each in steps))


def item_size(stand: Stand, table: str) -> float:
    """Bytes of the table's items that have a lead's email, on average."""
    pages = stand.aws.dynamodb.get_paginator("scan").paginate(TableName=table)
    return mean(size(item) for page in pages for item in page["Items"])
