"""Webhooks in: authenticated, normalised, and put into the queue `intake`."""

from functools import cache
from typing import Final

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, body, clock, compiled, function_url
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.secrets import RememberedSecrets, managed, parameters
from leadflow.adapters.settings import Settings
from leadflow.adapters.signatures import SecretHeader
from leadflow.adapters.sources import source
from leadflow.application.receive import Gate, Outcome, Receiver, gate, open_gate
from leadflow.domain.instant import Instant

EDGE: Final = SecretHeader("x-leadflow-origin")
"""What CloudFront adds to each request."""

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@cache
def settings() -> Settings:
    """The environment, read at the first use."""
    return Settings.from_environment()


def now() -> Instant:
    """The present, by the clock of the settings."""
    return clock.now(settings().clock)


@cache
def receiver() -> Receiver:
    """The use case with its parts."""
    secrets = RememberedSecrets(parameters(aws.ssm(), settings().text("SECRETS_PATH")), now)
    intake = SqsIntake(aws.sqs(), settings().text("INTAKE_QUEUE_URL"))
    return Receiver(compiled.model().senders, source, secrets, intake, body.unpacked, _gate())


def _gate() -> Gate:
    if arn := settings().values.get("ORIGIN_SECRET_ARN"):
        return gate(EDGE.verify, RememberedSecrets(managed(aws.secrets_manager()), now), arn)
    return open_gate


@metrics.log_metrics
def handler(event: function_url.Event, context: LambdaContext) -> function_url.Response:  # noqa: ARG001 - Lambda's signature
    """A request to the function's URL, and its answer."""
    outcome = receiver().receive(function_url.request(event), function_url.received_at(event))
    _tell(outcome)
    return function_url.response(outcome.answer)


def _tell(outcome: Outcome) -> None:
    metrics.add_metric("Accepted", MetricUnit.Count, outcome.accepted)
    if outcome.refused is None:
        logger.info("accepted", source=outcome.source, activities=outcome.accepted, unidentified=outcome.unidentified)
        return
    metrics.add_metric(outcome.refused.title().replace("_", ""), MetricUnit.Count, 1)
    logger.info("refused", reason=outcome.refused)


if Settings.from_environment().on_lambda:
    receiver()
