"""One line of the bench: a mix at a stage through a design, and what it took."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bench.deployment import Deployment
from bench.mixes import Mix, Stage, arrival
from bench.product import Product
from bench.tutorial import Tutorial
from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant
from local.embedded import embedded

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

READS: Final = frozenset({"BatchGetItem", "GetItem", "Query"})

TRANSACTION: Final = "TransactWriteItems"
"""The meter counts one under each table that it writes to; all here write to the leads' table."""


class Design(Protocol):
    """A way from webhooks to leads; `leads` names the table that holds them."""

    @property
    def name(self) -> str: ...

    @property
    def leads(self) -> str: ...

    def receive(self, request: Request, now: Instant) -> None: ...

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """Sums over the whole of a mix; `lead_size` is in bytes, on average.

    `refused` are the writes whose condition failed: they change nothing, but are billed.
    `puts_metered` and `puts_emulated` are the units of the same PutItem calls, by the meter and by the emulator.
    """

    design: str
    mix: str
    stage: str
    activities: int
    webhooks: int
    messages: int
    sends: int
    reads: int
    writes: int
    refused: int
    send_requests: float
    read_units: float
    write_units: float
    puts_metered: float
    puts_emulated: float
    lead_size: int

    @property
    def calls(self) -> int:
        return self.sends + self.reads + self.writes

    @property
    def agrees(self) -> bool:
        """Whether the meter says what the emulator says."""
        return self.puts_metered == self.puts_emulated


def lines(mixes: Sequence[Mix], progress: Callable[[str], None]) -> Iterator[Line]:
    """Every mix at every stage, through the product and then through the tutorial's design."""
    for design in (Product, Tutorial):
        for mix in mixes:
            with embedded():
                aws = Deployment.of(design.tables)
                made: Design = design(aws)
                for stage in Stage:
                    progress(f"{design.name}: {mix.name}, {stage}")
                    yield _line(made, aws, mix, stage)


def _line(design: Design, aws: Deployment, mix: Mix, stage: Stage) -> Line:
    aws.reset()
    messages = sum(_deliver(design, aws, request, arrival(stage)) for request in mix.deliver(stage))
    calls, units = aws.meter.calls, aws.meter.units
    sends = [use for use in calls if not use.table]
    reads = [use for use in calls if use.operation in READS]
    writes = [use for use in calls if use.table and use not in reads]
    return Line(
        design=design.name,
        mix=mix.name,
        stage=stage,
        activities=mix.total,
        webhooks=mix.webhooks,
        messages=messages,
        sends=sum(calls[use] for use in sends),
        reads=sum(calls[use] for use in reads),
        writes=sum(calls[use] for use in writes if use.operation != TRANSACTION or use.table == design.leads),
        refused=aws.puts.refused,
        send_requests=sum(units[use] for use in sends),
        read_units=sum(units[use] for use in reads),
        write_units=sum(units[use] for use in writes),
        puts_metered=aws.puts.metered,
        puts_emulated=aws.puts.emulated,
        lead_size=aws.item_size(design.leads),
    )


def _deliver(design: Design, aws: Deployment, request: Request, now: Instant) -> int:
    """Bring a webhook the whole way; how many messages it became. Webhooks share no batch, as they might by luck."""
    design.receive(request, now)
    count = 0
    for messages in aws.batches():
        count += len(messages)
        design.work(messages, now)
    return count
