"""Events of EventBridge in: normalised, and put into the queue `intake`; what they leave out, into `actions`."""

from collections.abc import Mapping
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws_json, clock, compiled
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.settings import Settings
from leadflow.adapters.sources import source
from leadflow.application.relay import Outcome, Relay
from leadflow.domain.json import Json

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@cache
def wired() -> tuple[Settings, Relay]:
    """The parts, made at the first use."""
    settings = Settings.from_environment()
    sqs = aws_json.sqs(settings)
    intake = SqsIntake(sqs, settings.text("INTAKE_QUEUE_URL"))
    actions = SqsActions(sqs, settings.text("ACTIONS_QUEUE_URL"))
    return settings, Relay(compiled.senders(), source, intake, actions)


@metrics.log_metrics
def handler(event: Mapping[str, Json], context: LambdaContext) -> None:  # noqa: ARG001 - Lambda's signature
    """One event. What is raised brings it again, and after that into the dead-letter queue."""
    settings, relay = wired()
    metrics.add_metric("Events", MetricUnit.Count, 1)
    _tell(relay.relay(event, clock.now(settings.clock)), event)


def _tell(outcome: Outcome, event: Mapping[str, Json]) -> None:
    metrics.add_metric("Accepted", MetricUnit.Count, outcome.accepted)
    metrics.add_metric("Unheard", MetricUnit.Count, int(not outcome.sources))
    logger.info(
        "relayed",
        trace=event.get("id"),
        kind=event.get("detail-type"),
        sources=outcome.sources,
        activities=outcome.accepted,
        unidentified=outcome.unidentified,
        asked=outcome.asked,
    )


if Settings.from_environment().on_lambda:
    wired()
