"""One action in, one destination told or asked: what fails for now comes again, what is refused for good is kept."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypedDict

from aws_lambda_powertools import Logger, Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, aws_json, clock, compiled
from leadflow.adapters.actions import NoErrand, SqsActions, decode, named
from leadflow.adapters.aws_signature import signed
from leadflow.adapters.channels import channel
from leadflow.adapters.crm import writer
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
from leadflow.adapters.tables.memberships import DynamoMemberships
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tracks import tool
from leadflow.adapters.visibility import SqsVisibility
from leadflow.application.ask import Asked, Inquiry
from leadflow.application.channel import House, TryAgain
from leadflow.application.circuit import LeftAlone, Line
from leadflow.application.crm_deeds import crm_deeds
from leadflow.application.crm_reach import Ways
from leadflow.application.decide import Decided, Decider
from leadflow.application.deliver import Desk
from leadflow.application.doors import Doors
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.application.guard import Guard
from leadflow.application.job import Deed
from leadflow.application.nurture import Nurture
from leadflow.application.once import Delivery
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.application.postpone import postponed
from leadflow.application.preview import Preview
from leadflow.application.telling import RECENT, Telling
from leadflow.domain.automation import Action, Enrol, Withdraw
from leadflow.domain.decision import Decision
from leadflow.domain.errand import Errand, Roundup
from leadflow.domain.instant import SECOND, Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Record(TypedDict):
    """A message of the queue `actions`."""

    messageId: str
    receiptHandle: str
    body: str
    attributes: Mapping[str, str]


METRICS: Final = {outcome: outcome.capitalize() for outcome in Outcome} | {Outcome.DONE: "Delivered"}

Failures = Mapping[str, Sequence[Mapping[str, str]]]

Ids = Mapping[str, str]
"""What the log calls a message by."""

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@dataclass(frozen=True, slots=True)
class Wired:
    """The function's parts."""

    settings: Settings
    desk: Desk
    inquiry: Inquiry
    decider: Decider
    visibility: SqsVisibility
    actions: SqsActions

    def now(self) -> Instant:
        return clock.now(self.settings.clock)


@cache
def wired() -> Wired:
    """The parts, made at the first use."""
    settings = Settings.from_environment()
    sqs, queue = aws_json.sqs(settings), settings.text("ACTIONS_QUEUE_URL")
    actions, intake = SqsActions(sqs, queue), SqsIntake(sqs, settings.text("INTAKE_QUEUE_URL"))
    dynamodb = aws.dynamodb()
    telling = _telling(settings, dynamodb, actions)
    model, post = telling.model, telling.line.post
    tokens = Tokens(post, lambda: clock.now(settings.clock))
    deeds = _deeds(telling, tokens, DynamoMemberships(dynamodb, settings.text("DELIVERIES_TABLE")), intake)
    desk = Desk(
        model=model,
        outbox=telling.outbox,
        leads=DynamoLeads(dynamodb, settings.text("LEADS_TABLE"), settings.text("OUTBOX_TABLE")),
        deliveries=DynamoDeliveries(dynamodb, settings.text("DELIVERIES_TABLE")),
        dead_letters=SqsDeadLetters(sqs, settings.text("ACTIONS_DEAD_LETTERS_URL")),
        line=telling.line,
        telling=telling,
        deeds=deeds,
        acting=settings.mode is Mode.ACT,
    )
    inquiry = Inquiry(model.senders, source, telling.secrets, intake, actions, tokens, post, desk.dead_letters)
    kinds = {name: sender.kind for name, sender in model.senders.items()}
    preview = Preview(model, desk.outbox, desk.leads, telling.timeline, RECENT)
    decider = Decider(preview, intake, kinds, channel, post, desk.acting)
    return Wired(settings, desk, inquiry, decider, SqsVisibility(sqs, queue), actions)


def _telling(settings: Settings, dynamodb: "DynamoDBClient", actions: SqsActions) -> Telling:
    model, deliveries = compiled.model(), settings.text("DELIVERIES_TABLE")
    secrets = parameters(aws_json.ssm(settings), settings.text("SECRETS_PATH"))
    post = Outside(settings.local_sinks).post
    mailing = any(each.kind == "email" for each in model.channels.values())
    return Telling(
        model=model,
        outbox=DynamoOutbox(dynamodb, settings.text("OUTBOX_TABLE")),
        timeline=DynamoTimeline(dynamodb, settings.text("TIMELINE_TABLE"), settings.number("TIMELINE_DAYS")),
        endpoints=DynamoEndpoints(dynamodb, deliveries),
        secrets=RememberedSecrets(secrets, lambda: clock.now(settings.clock)),
        channel=channel,
        line=Line(DynamoCircuits(dynamodb, deliveries), signed(post, settings) if mailing else post),
        guard=Guard(DynamoCounters(dynamodb, deliveries), actions),
        house=House(settings.alert_sender, settings.endpoint("SESV2")) if mailing else House(),
    )


def _deeds(
    telling: Telling, tokens: Tokens, memberships: DynamoMemberships, intake: SqsIntake
) -> Mapping[type[Action], Deed]:
    model, secrets, line = telling.model, telling.secrets, telling.line
    nurture = Nurture(model, memberships, Doors(secrets, telling.endpoints), tool, line, intake)
    return {Enrol: nurture, Withdraw: nurture, **crm_deeds(Ways(model, secrets, tokens, line, writer), intake)}


@metrics.log_metrics
def handler(event: Mapping[str, Sequence[Record]], context: LambdaContext) -> Failures:  # noqa: ARG001 - Lambda's signature
    """Messages of the queue `actions`, one at a time; answers which must come again."""
    again = [record["messageId"] for record in event["Records"] if not _done(record)]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in again]}


def _done(record: Record) -> bool:
    parts, body = wired(), record["body"]
    try:
        order = decode(body)
    except NoErrand as error:
        return _buried(record, str(error))
    ids = {"message_id": record["messageId"], **named(order)}
    try:
        if isinstance(order, Fetch):
            _tell_asked(ids, order, parts.inquiry.ask(order, body))
        elif isinstance(order, Roundup):
            _tell(ids, parts.desk.round_up(order, body, parts.now()))
        elif isinstance(order, Decision):
            _tell_decided(ids, order, parts.decider.decide(order, parts.now()))
        else:
            _tell(ids, parts.desk.deliver(order, body, parts.now()), order)
    except TryAgain as error:
        return _postpone(record, ids, error)
    return True


def _buried(record: Record, reason: str) -> bool:
    metrics.add_metric("UnreadableErrands", MetricUnit.Count, 1)
    logger.error("unreadable errand", message_id=record["messageId"])
    try:
        wired().desk.dead_letters.bury(record["body"], reason)
    except OutsideDown:
        return False
    return True


def _postpone(record: Record, ids: Ids, error: TryAgain) -> bool:
    """Whether the message is done with, since another has taken its place."""
    attempt = int(record["attributes"]["ApproximateReceiveCount"])
    after = postponed(error, attempt, random.random())  # noqa: S311 - it spreads retries, it guards nothing
    metrics.add_metric("Waiting" if isinstance(error, LeftAlone) else "Postponed", MetricUnit.Count, 1)
    told = {"reason": error.reason, "attempt": attempt, "seconds": after.wait // SECOND}
    logger.warning("postponed", extra={**ids, **told})
    try:
        if after.renewed:
            wired().actions.renew(record["body"], after.wait)
        else:
            wired().visibility.hide(record["receiptHandle"], after.wait)
    except OutsideDown:
        logger.warning("comes again by the queue's own time", extra=ids)
        return False
    return after.renewed


def _tell(ids: Ids, delivery: Delivery, errand: Errand | None = None) -> None:
    _count(delivery.channel or "none", "Repeated" if delivery.repeated else METRICS[delivery.outcome])
    told = {"channel": delivery.channel, "outcome": delivery.outcome, "reason": delivery.reason}
    lag = None
    if errand and errand.origin and delivery.outcome is Outcome.DONE and not delivery.repeated:
        lag = max(wired().now() - errand.origin.at, 0) * 1_000 // SECOND
        with single_metric("Lag", MetricUnit.Milliseconds, lag, namespace="Leadflow") as metric:
            metric.add_dimension("service", metrics.service)
    more = {"automation": errand and errand.automation, "repeated": delivery.repeated, "lag_ms": lag}
    logger.info("ended", extra={**ids, **told, **more})


def _tell_asked(ids: Ids, fetch: Fetch, asked: Asked) -> None:
    _count("none", "Failed" if asked.refused else "Fetched")
    told = {"source": fetch.source, "what": fetch.what, "activities": asked.activities, "reason": asked.refused}
    logger.info("asked", extra={**ids, **told})


def _tell_decided(ids: Ids, decision: Decision, decided: Decided) -> None:
    _count("none", "Decided")
    told = {"source": decision.source, "kind": decision.kind, "heard": decided.heard, "unanswered": decided.unanswered}
    logger.info("decided", extra={**ids, **told})


def _count(channel: str, metric: str) -> None:
    metrics.add_dimension("channel", channel)
    metrics.add_metric(metric, MetricUnit.Count, 1)


if Settings.from_environment().on_lambda:
    wired()
