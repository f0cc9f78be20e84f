"""Webhooks in: authenticated, normalised, and put into the queue `intake`."""

from functools import cache
from typing import Final

from aws_lambda_powertools import Logger, Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws_json, clock, compiled, function_url, snippet
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.payloads import body
from leadflow.adapters.refusal_metric import METRIC, NAMESPACE, NOBODY
from leadflow.adapters.secrets import RememberedSecrets, managed, parameters
from leadflow.adapters.settings import Settings
from leadflow.adapters.signatures.tokens import SecretHeader
from leadflow.adapters.sources import source
from leadflow.application.receive import Gate, Outcome, Receiver, gate, open_gate
from leadflow.domain.instant import Instant

EDGE: Final = SecretHeader("x-leadflow-origin")
"""What CloudFront adds to each request."""

logger = Logger()
metrics = Metrics(namespace=NAMESPACE)


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
    secrets = RememberedSecrets(parameters(aws_json.ssm(settings()), settings().text("SECRETS_PATH")), now)
    sqs = aws_json.sqs(settings())
    intake = SqsIntake(sqs, settings().text("INTAKE_QUEUE_URL"))
    actions = SqsActions(sqs, settings().text("ACTIONS_QUEUE_URL"))
    return Receiver(compiled.senders(), source, secrets, intake, actions, body.unpacked, snippet.answer, _gate())


def _edge() -> str | None:
    """Where the secret is kept that CloudFront shows; None where nothing stands before us."""
    return settings().values.get("ORIGIN_SECRET_ARN")


def _gate() -> Gate:
    if arn := _edge():
        return gate(EDGE.presented_by, RememberedSecrets(managed(aws_json.secrets_manager(settings())), now), arn)
    return open_gate


@metrics.log_metrics
def handler(event: function_url.Event, context: LambdaContext) -> function_url.Response:  # noqa: ARG001 - Lambda's signature
    """A request to the function's URL, and its answer."""
    request = function_url.request(event)
    outcome = receiver().receive(function_url.viewed(request) if _edge() else request, function_url.received_at(event))
    _tell(outcome, request.id)
    return function_url.response(outcome.answer, request.id)


def _tell(outcome: Outcome, trace: str) -> None:
    metrics.add_metric("Accepted", MetricUnit.Count, outcome.accepted)
    if outcome.refused is None:
        told = {"activities": outcome.accepted, "unidentified": outcome.unidentified, "asked": outcome.asked}
        logger.info("accepted", extra={"trace": trace, "source": outcome.source, **told})
        return
    metrics.add_metric(outcome.refused.title().replace("_", ""), MetricUnit.Count, 1)
    with single_metric(METRIC, MetricUnit.Count, 1, namespace=NAMESPACE) as refused:
        refused.add_dimension("service", metrics.service)
        refused.add_dimension("source", outcome.source or NOBODY)
        refused.add_dimension("reason", outcome.refused)
    logger.info("refused", trace=trace, source=outcome.source, reason=outcome.refused)


if Settings.from_environment().on_lambda:
    receiver()
