"""The outbox's stream in; out come errands for the queue `actions`, events for the bus, and lists of leads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, aws_json, compiled
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.bus import EventBridgeBus
from leadflow.adapters.clock import now
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.settings import Mode, Settings
from leadflow.adapters.tables.book import DynamoBook
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.lists import DynamoLists
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.outbox_item import from_stream
from leadflow.application.assign import Assigner
from leadflow.application.listing import Lister
from leadflow.application.ports import OutsideDown
from leadflow.application.react import Reaction, Reactor
from leadflow.domain.identity import LeadId
from leadflow.domain.news import News

if TYPE_CHECKING:
    from leadflow.adapters.tables.item import Item


class Change(TypedDict):
    """What a record of the stream says of one item."""

    SequenceNumber: str
    NewImage: "Item"


Record = Mapping[str, Change]

Failures = Mapping[str, Sequence[Mapping[str, str]]]

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@cache
def wired() -> tuple[Settings, Reactor, Callable[[Collection[LeadId]], Lister]]:
    """The parts, made at the first use; in observe nobody is told anything, nor is the bus."""
    settings = Settings.from_environment()
    dynamodb, sqs, outbox = aws.dynamodb(), aws_json.sqs(settings), settings.text("OUTBOX_TABLE")
    acting, model = settings.mode is Mode.ACT, compiled.model()
    leads = DynamoLeads(dynamodb, settings.text("LEADS_TABLE"), outbox)
    book = DynamoBook(dynamodb, settings.text("DELIVERIES_TABLE"))
    assigner = Assigner(model, leads, book, SqsIntake(sqs, settings.text("INTAKE_QUEUE_URL")), acting)
    lists = DynamoLists(dynamodb, settings.text("LISTS_TABLE"))
    lister = Lister(leads, lists)
    bus = EventBridgeBus(aws_json.events(settings), settings.text("BUS"), model.name) if acting else None
    actions = SqsActions(sqs, settings.text("ACTIONS_QUEUE_URL"))
    reactor = Reactor(model, actions, DynamoOutbox(dynamodb, outbox), assigner.owner, lister.heard, bus)
    return settings, reactor, lambda batch: lister.ahead(batch, lists)


@metrics.log_metrics
def handler(event: Mapping[str, Sequence[Record]], context: LambdaContext) -> Failures:  # noqa: ARG001 - Lambda's signature
    """A batch of the stream; answers which record must come again, and with it all after it.

    News that cannot be read would be as unreadable again, and hold up what comes after it: it stays in the outbox as
    pending, and an alarm tells of it.
    """
    changes = [record["dynamodb"] for record in event["Records"]]
    reactor = _ahead(changes)
    for change in changes:
        try:
            _react(change, reactor)
        except OutsideDown as error:
            _complain(change, str(error))
            return {"batchItemFailures": [{"itemIdentifier": change["SequenceNumber"]}]}
        except (KeyError, TypeError, ValueError) as error:
            _complain(change, f"unreadable news: {type(error).__name__}")  # its text could hold what the item holds
    return {"batchItemFailures": []}


def _complain(change: Change, reason: str) -> None:
    logger.error("not reacted", sequence=change["SequenceNumber"], reason=reason)
    metrics.add_metric("NotReacted", MetricUnit.Count, 1)


def _ahead(changes: Sequence[Change]) -> Reactor:
    """The reactor, which has read together what the batch asks for; where that fails, each is read by itself."""
    _, reactor, ahead = wired()
    leads = [LeadId(found["S"]) for each in changes if "S" in (found := each["NewImage"].get("lead", {}))]
    with suppress(OutsideDown):
        return replace(reactor, listed=ahead(leads).heard)
    return reactor


def _react(change: Change, reactor: Reactor) -> None:
    settings, _, _ = wired()
    news = from_stream(change["NewImage"])
    _tell(change, news, reactor.react(news, now(settings.clock)))


def _tell(change: Change, news: News, reaction: Reaction) -> None:
    metrics.add_metric("Errands", MetricUnit.Count, reaction.sent)
    metrics.add_metric("UnknownAutomations", MetricUnit.Count, reaction.skipped)
    metrics.add_metric("Unowned", MetricUnit.Count, reaction.unowned)
    ids = {"sequence": change["SequenceNumber"], "trace": news.began.trace, "news": news.id}
    logger.info("reacted", extra={**ids, "errands": reaction.sent, "skipped": reaction.skipped})


if Settings.from_environment().on_lambda:
    wired()
