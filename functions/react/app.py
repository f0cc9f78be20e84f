"""The outbox's stream in, errands out: what each piece of news sets off goes into the queue `actions`."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, compiled
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.settings import Settings
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.outbox_item import from_stream
from leadflow.application.ports import OutsideDown
from leadflow.application.react import Reaction, react

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
def wired() -> tuple[SqsActions, DynamoOutbox]:
    """The parts, made at the first use."""
    settings = Settings.from_environment()
    outbox = DynamoOutbox(aws.dynamodb(), settings.text("OUTBOX_TABLE"))
    return SqsActions(aws.sqs(), settings.text("ACTIONS_QUEUE_URL")), outbox


@metrics.log_metrics
def handler(event: Mapping[str, Sequence[Record]], context: LambdaContext) -> Failures:  # noqa: ARG001 - Lambda's signature
    """A batch of the stream; answers which record must come again, and with it all after it.

    News that cannot be read would be as unreadable again, and hold up what comes after it: it stays in the outbox as
    pending, and an alarm tells of it.
    """
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            _tell(change, _react(change))
        except OutsideDown as error:
            _complain(change, str(error))
            return {"batchItemFailures": [{"itemIdentifier": change["SequenceNumber"]}]}
        except (KeyError, TypeError, ValueError) as error:
            _complain(change, f"unreadable news: {type(error).__name__}")  # its text could hold what the item holds
    return {"batchItemFailures": []}


def _complain(change: Change, reason: str) -> None:
    logger.error("not reacted", sequence=change["SequenceNumber"], reason=reason)
    metrics.add_metric("NotReacted", MetricUnit.Count, 1)


def _react(change: Change) -> Reaction:
    actions, outbox = wired()
    return react(from_stream(change["NewImage"]), compiled.model(), actions, outbox)


def _tell(change: Change, reaction: Reaction) -> None:
    metrics.add_metric("Errands", MetricUnit.Count, reaction.sent)
    metrics.add_metric("UnknownAutomations", MetricUnit.Count, reaction.skipped)
    logger.info("reacted", sequence=change["SequenceNumber"], errands=reaction.sent, skipped=reaction.skipped)


if Settings.from_environment().on_lambda:
    wired()
