"""One action in, one destination told or asked: what fails for now comes again, what is refused for good is kept."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypedDict

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, clock, compiled
from leadflow.adapters.actions import NoErrand, SqsActions, decode
from leadflow.adapters.aws_signature import signed
from leadflow.adapters.channels import channel
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.http import Outside
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.secrets import RememberedSecrets, parameters
from leadflow.adapters.settings import Mode, Settings
from leadflow.adapters.sources import source
from leadflow.adapters.tables.circuits import DynamoCircuits
from leadflow.adapters.tables.counters import DynamoCounters
from leadflow.adapters.tables.deliveries import DynamoDeliveries
from leadflow.adapters.tables.endpoints import DynamoEndpoints
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.visibility import SqsVisibility
from leadflow.application.ask import Asked, Inquiry
from leadflow.application.channel import House, TryAgain
from leadflow.application.circuit import LeftAlone, Line
from leadflow.application.deliver import Desk
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.application.guard import Guard
from leadflow.application.once import Delivery
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.application.postpone import postponed
from leadflow.application.telling import Telling
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.roundup import Roundup


class Record(TypedDict):
    """A message of the queue `actions`."""

    messageId: str
    receiptHandle: str
    body: str
    attributes: Mapping[str, str]


METRICS: Final = {
    Outcome.DONE: "Delivered",
    Outcome.OBSERVED: "Observed",
    Outcome.FAILED: "Failed",
    Outcome.GUARDED: "Guarded",
    Outcome.HELD: "Held",
}

Failures = Mapping[str, Sequence[Mapping[str, str]]]

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@dataclass(frozen=True, slots=True)
class Wired:
    """The function's parts."""

    settings: Settings
    desk: Desk
    inquiry: Inquiry
    visibility: SqsVisibility
    actions: SqsActions

    def now(self) -> Instant:
        return clock.now(self.settings.clock)


@cache
def wired() -> Wired:
    """The parts, made at the first use."""
    settings = Settings.from_environment()
    queue = settings.text("ACTIONS_QUEUE_URL")
    actions = SqsActions(aws.sqs(), queue)
    desk = _desk(settings, actions)
    senders = desk.model.senders
    intake = SqsIntake(aws.sqs(), settings.text("INTAKE_QUEUE_URL"))
    post = desk.line.post
    tokens = Tokens(post, lambda: clock.now(settings.clock))
    inquiry = Inquiry(senders, source, desk.telling.secrets, intake, actions, tokens, post, desk.dead_letters)
    return Wired(settings, desk, inquiry, SqsVisibility(aws.sqs(), queue), actions)


def _desk(settings: Settings, actions: SqsActions) -> Desk:
    dynamodb, outbox, deliveries = aws.dynamodb(), settings.text("OUTBOX_TABLE"), settings.text("DELIVERIES_TABLE")
    secrets = parameters(aws.ssm(), settings.text("SECRETS_PATH"))
    model = compiled.model()
    post = Outside(settings.local_sinks).post
    mailing = any(each.kind == "email" for each in model.channels.values())
    line = Line(DynamoCircuits(dynamodb, deliveries), signed(post) if mailing else post)
    letters = DynamoOutbox(dynamodb, outbox)
    telling = Telling(
        model=model,
        outbox=letters,
        timeline=DynamoTimeline(dynamodb, settings.text("TIMELINE_TABLE"), settings.number("TIMELINE_DAYS")),
        endpoints=DynamoEndpoints(dynamodb, deliveries),
        secrets=RememberedSecrets(secrets, lambda: clock.now(settings.clock)),
        channel=channel,
        line=line,
        guard=Guard(DynamoCounters(dynamodb, deliveries), actions),
        house=House(settings.alert_sender, aws.mail()) if mailing else House(),
    )
    return Desk(
        model=model,
        outbox=letters,
        leads=DynamoLeads(dynamodb, settings.text("LEADS_TABLE"), outbox),
        deliveries=DynamoDeliveries(dynamodb, deliveries),
        dead_letters=SqsDeadLetters(aws.sqs(), settings.text("ACTIONS_DEAD_LETTERS_URL")),
        line=line,
        telling=telling,
        deeds={},
        acting=settings.mode is Mode.ACT,
    )


@metrics.log_metrics
def handler(event: Mapping[str, Sequence[Record]], context: LambdaContext) -> Failures:  # noqa: ARG001 - Lambda's signature
    """Messages of the queue `actions`, one at a time; answers which must come again."""
    again = [record["messageId"] for record in event["Records"] if not _done(record)]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in again]}


def _done(record: Record) -> bool:
    parts = wired()
    try:
        errand = decode(record["body"])
        if isinstance(errand, Fetch):
            _tell_asked(record, errand, parts.inquiry.ask(errand, record["body"]))
        elif isinstance(errand, Roundup):
            _tell(record, parts.desk.round_up(errand, record["body"], parts.now()))
        else:
            _tell(record, parts.desk.deliver(errand, record["body"], parts.now()))
    except NoErrand as error:
        return _buried(record, str(error))
    except TryAgain as error:
        return _postpone(record, error)
    return True


def _buried(record: Record, reason: str) -> bool:
    metrics.add_metric("UnreadableErrands", MetricUnit.Count, 1)
    logger.error("unreadable errand", message_id=record["messageId"])
    try:
        wired().desk.dead_letters.bury(record["body"], reason)
    except OutsideDown:
        return False
    return True


def _postpone(record: Record, error: TryAgain) -> bool:
    """Whether the message is done with, since another has taken its place."""
    attempt = int(record["attributes"]["ApproximateReceiveCount"])
    after = postponed(error, attempt, random.random())  # noqa: S311 - it spreads retries, it guards nothing
    metrics.add_metric("Waiting" if isinstance(error, LeftAlone) else "Postponed", MetricUnit.Count, 1)
    logger.warning(
        "postponed",
        message_id=record["messageId"],
        reason=error.reason,
        attempt=attempt,
        seconds=after.wait // SECOND,
    )
    try:
        if after.renewed:
            wired().actions.renew(record["body"], after.wait)
        else:
            wired().visibility.hide(record["receiptHandle"], after.wait)
    except OutsideDown:
        logger.warning("comes again by the queue's own time", message_id=record["messageId"])
        return False
    return after.renewed


def _tell(record: Record, delivery: Delivery) -> None:
    metrics.add_dimension("channel", delivery.channel or "none")
    metrics.add_metric("Repeated" if delivery.repeated else METRICS[delivery.outcome], MetricUnit.Count, 1)
    logger.info(
        "ended",
        message_id=record["messageId"],
        channel=delivery.channel,
        outcome=delivery.outcome,
        reason=delivery.reason,
        repeated=delivery.repeated,
    )


def _tell_asked(record: Record, fetch: Fetch, asked: Asked) -> None:
    metrics.add_dimension("channel", "none")
    metrics.add_metric("Failed" if asked.refused else "Fetched", MetricUnit.Count, 1)
    logger.info(
        "asked",
        message_id=record["messageId"],
        source=fetch.source,
        what=fetch.what,
        activities=asked.activities,
        reason=asked.refused,
    )


if Settings.from_environment().on_lambda:
    wired()
