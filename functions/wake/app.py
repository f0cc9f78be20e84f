"""Every minute: leads whose answer is about to expire go back to be judged, and what was held to be done."""

from collections.abc import Mapping
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, aws_json
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.clock import now
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.settings import Settings
from leadflow.adapters.tables.held import DynamoHeld
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.hold import Release
from leadflow.application.wake import LATE, Waker
from leadflow.domain.instant import SECOND

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@cache
def wired() -> tuple[Settings, Waker, Release]:
    """The parts, made once."""
    settings = Settings.from_environment()
    dynamodb, sqs = aws.dynamodb(), aws_json.sqs(settings)
    wakes = DynamoWakes(dynamodb, settings.text("LEADS_TABLE"))
    held = DynamoHeld(dynamodb, settings.text("DELIVERIES_TABLE"))
    waker = Waker(wakes, SqsIntake(sqs, settings.text("INTAKE_QUEUE_URL")))
    return settings, waker, Release(held, SqsActions(sqs, settings.text("ACTIONS_QUEUE_URL")))


@metrics.log_metrics
def handler(event: Mapping[str, object], context: LambdaContext) -> None:  # noqa: ARG001 - the schedule says nothing
    """One round."""
    settings, waker, release = wired()
    at = now(settings.clock)
    done = waker.round(at)
    metrics.add_metric("Woken", MetricUnit.Count, done.leads)
    metrics.add_metric("LateWakes", MetricUnit.Count, int(done.latest > LATE))
    metrics.add_metric("Lateness", MetricUnit.Seconds, done.latest // SECOND)
    logger.info("woken", leads=done.leads, latest_seconds=done.latest // SECOND, left_out=done.left_out)
    released = release.round(at)
    metrics.add_metric("Released", MetricUnit.Count, released)
    logger.info("released", errands=released)


if Settings.from_environment().on_lambda:
    wired()
