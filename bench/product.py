"""The product as its functions wire it: webhooks into few messages, messages to leads."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bench.deployment import Deployment
from leadflow.adapters import snippet
from leadflow.adapters.actions import SqsActions
from leadflow.adapters.aws import asking
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.intake import SqsIntake, message, opened
from leadflow.adapters.payloads import body
from leadflow.adapters.secrets import RememberedSecrets
from leadflow.adapters.sources import kinds, source
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.apply import Writer
from leadflow.application.evaluate import Evaluator
from leadflow.application.letter import Letter
from leadflow.application.receive import Receiver
from leadflow.application.webhook import Request
from leadflow.domain.instant import Duration, Instant
from leadflow.model import compile as model_compiler
from local.build import MODEL
from local.embedded import definitions
from local.samples import live_secret

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

DAYS: Final = 800
LEAD_KEY: Final = b"bench"


class Failed(Exception):
    """A webhook was refused or a message not worked on, so there is nothing to measure."""


class Product:
    """Leadflow, with the model of leadflow.yaml, one lead after the other; clicks count at once.

    Where they settle first, each lead that has clicked costs one delayed message and one write more.
    """

    name: Final = "Leadflow"
    tables: Final = definitions()
    leads: Final = "Leads"

    def __init__(self, aws: Deployment) -> None:
        written = model_compiler.read(MODEL, kinds())
        model = replace(written, machine=replace(written.machine, settle=Duration(0)))
        sqs = asking(aws.sqs)
        intake = SqsIntake(sqs, aws.queue)
        secrets = RememberedSecrets(lambda name: [live_secret("sendgrid", name)], _always)
        leads = DynamoLeads(aws.dynamodb, "Leads", "Outbox")
        writer = Writer(model, leads, DynamoTimeline(aws.dynamodb, "Timeline", DAYS), intake)
        wakes, dead_letters = DynamoWakes(aws.dynamodb, "Leads"), SqsDeadLetters(sqs, aws.queue)
        threads = ThreadPoolExecutor(1)
        actions = SqsActions(sqs, aws.queue)
        self._receiver = Receiver(model.senders, source, secrets, intake, actions, body.unpacked, snippet.answer)
        self._evaluator = Evaluator(writer, wakes, dead_letters, message, LEAD_KEY, threads, lambda: False)

    def receive(self, request: Request, now: Instant) -> None:
        """Raises Failed."""
        outcome = self._receiver.receive(request, now)
        if outcome.refused:
            raise Failed(outcome.refused)

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None:
        """Raises Failed."""
        letters = [Letter(each["MessageId"], opened(each["Body"]).parcel) for each in messages]
        report = self._evaluator.evaluate(letters, now)
        if report.returned or report.reasons:
            raise Failed(", ".join(report.reasons) or "a store does not answer")


def _always() -> Instant:
    """Secrets never grow old within a run."""
    return Instant(0)
