"""What happens to a lead besides its activities: transitions are published, time passes, clicks settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bench.deployment import BATCH
from bench.handlers import Handlers
from bench.mixes import START
from bench.prices import Prices
from bench.pricing import paid
from bench.spending import NOW, Step, spent, step, together
from bench.stands import RECEIVING, WORKING, Stand, leadflow
from bench.traffic import CROSSING, MIXES
from leadflow.adapters.intake import message
from leadflow.application.ports import Parcel
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import SECOND, Duration, Instant

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from leadflow.adapters.tables.item import Item

SETTLE: Final = Duration(90 * SECOND)
"""How long clicks settle in the model at the top."""

POLLED: Final = 2
"""Requests for a batch by Lambda itself: to receive it, and to delete it."""

EACH, _, HALF = MIXES


@dataclass(frozen=True, slots=True)
class Extras:
    """Dollars for one of each.

    A transition is what the write of its lead costs more with it, and `react`, which keeps the lists and tells the
    bus. A wake is of a lead that is due. A return is of a lead whose click has settled, by a message that was sent for
    it. Settling is what one activity of the last mix costs more with all these.
    """

    transition: float
    wake: float
    returning: float
    settling: float


def extras(asked: Prices, webhooks: int) -> Extras:
    """Measure all three."""
    with leadflow() as stand:
        plain = paid(spent(stand, EACH, webhooks).steps, asked)
        wake = paid([_woken(stand)], asked) / len(EACH.leads)
    with leadflow() as stand:
        crossing = paid(spent(stand, CROSSING, webhooks, lambda: _react(stand)).steps, asked)
        reacting = paid([_reacted(stand)], asked) + asked.million("bus_events")
    with leadflow() as stand:
        half = paid(spent(stand, HALF, webhooks).steps, asked)
    with leadflow(SETTLE) as stand:
        found = spent(stand, HALF, webhooks, lambda: _settled(stand, _leads(stand, START), START))
        leads = _leads(stand)[: len(set(HALF.leads))]
        settling = paid([*found.steps, _settled(stand, leads, NOW)], asked)
    return Extras(
        transition=(crossing - plain) / len(CROSSING.leads) + reacting,
        wake=wake,
        returning=(settling - half) / len(leads),
        settling=(settling - half) / len(HALF.leads),
    )


def _woken(stand: Stand) -> Step:
    """As many leads as a webhook has are due, and come in one message."""
    leads = [each for each in _leads(stand) if "wake_at" in each][: len(EACH.leads)]
    due = Instant(max(int(each["wake_at"]["N"]) for each in leads))
    woken = message(Parcel(wakes=tuple(LeadId(each["lead"]["S"]) for each in leads)))
    return _worked(stand, [[woken]], range(len(leads)), due)


def _settled(stand: Stand, leads: "Sequence[Item]", now: Instant) -> Step:
    """These leads come back, each in a message of its own, in batches as Lambda brings them."""
    back = [Parcel(wakes=(LeadId(each["lead"]["S"]),), after=int(each["version"]["N"])) for each in leads]
    bodies = [message(each) for each in back]
    tens = [bodies[start : start + BATCH] for start in range(0, len(bodies), BATCH)]
    return _worked(stand, tens, range(len(bodies)), Instant(now + SETTLE + SECOND))


def _worked(stand: Stand, tens: Sequence[Sequence[str]], leads: Sequence[int], now: Instant) -> Step:
    batches: list[Sequence[MessageTypeDef]] = [
        [{"MessageId": str(place), "Body": body} for place, body in enumerate(bodies)] for bodies in tens
    ]
    work = step(stand, WORKING, [partial(stand.design.work, batch, now) for batch in batches], leads)
    return replace(work, queue_requests=work.queue_requests + POLLED * len(batches))


def _reacted(stand: Stand) -> Step:
    """One transition after the other is brought by the outbox's stream, each alone: what one takes."""
    design = stand.design
    if not isinstance(design, Handlers):
        raise TypeError("only the product reacts")
    return together([step(stand, RECEIVING, [partial(design.react, each, NOW)], ()) for each in _news(stand)])


def _react(stand: Stand) -> None:
    """The lists know by then of all that was published."""
    if isinstance(stand.design, Handlers):
        for each in _news(stand):
            stand.design.react(each, START)


def _news(stand: Stand) -> "Sequence[Item]":
    """What nobody has reacted to."""
    return [each for each in _items(stand, "Outbox") if "pending" in each]


def _leads(stand: Stand, since: Instant = NOW) -> "Sequence[Item]":
    """Those judged since then: what the measured webhooks have left."""
    return [each for each in _items(stand, "Leads") if int(each.get("evaluated_at", {"N": "0"})["N"]) >= since]


def _items(stand: Stand, table: str) -> "Sequence[Item]":
    pages = stand.aws.dynamodb.get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]
