"""Activities and wakes in, leads judged and written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from leadflow.adapters import aws, aws_json, compiled
from leadflow.adapters.clock import now
from leadflow.adapters.dead_letters import SqsDeadLetters
from leadflow.adapters.intake import NotAParcel, Opened, Spoiled, SqsIntake, message, opened
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.settings import Settings
from leadflow.adapters.tables.canary import Canary, WrongKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.sources import DynamoSources
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.apply import Writer
from leadflow.application.evaluate import Evaluator, Report
from leadflow.application.letter import Letter
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.application.sightings import Lookout

THREADS: Final = 16
"""So many leads at once, and so many activities of such as did several: each waits for DynamoDB most of its time."""

MARGIN: Final = 10_000
"""With fewer milliseconds than this left no further lead is begun."""

COUNTED: Final = (
    "fresh",
    "written",
    "transitions",
    "races",
    "unidentified",
    "ignored",
    "dropped",
    "erased",
    "retried",
    "buried",
)

ALWAYS: Final = "written"
"""What is counted even where it is nothing; of all else no figure means none, and every figure is paid for."""

logger = Logger()
metrics = Metrics(namespace="Leadflow")


@dataclass(slots=True)
class Wired:
    """The function's parts; `remaining` is set for each invocation."""

    settings: Settings
    writer: Writer
    wakes: DynamoWakes
    dead_letters: SqsDeadLetters
    key: LeadKey
    threads: ThreadPoolExecutor
    lookout: Lookout
    sources: DynamoSources

    def evaluator(self, out_of_time: Callable[[], bool]) -> Evaluator:
        return Evaluator(
            self.writer, self.wakes, self.dead_letters, message, self.key.secret, self.threads, out_of_time
        )


@cache
def wired() -> Wired:
    """The parts, made once."""
    settings = Settings.from_environment()
    dynamodb, sqs = aws.dynamodb(2 * THREADS), aws_json.sqs(settings)
    writer = Writer(
        compiled.model(),
        DynamoLeads(dynamodb, settings.text("LEADS_TABLE"), settings.text("OUTBOX_TABLE")),
        DynamoTimeline(dynamodb, settings.text("TIMELINE_TABLE"), settings.number("TIMELINE_DAYS")),
        SqsIntake(sqs, settings.text("INTAKE_QUEUE_URL")),
        ThreadPoolExecutor(THREADS).map,
    )
    dead_letters = SqsDeadLetters(sqs, settings.text("INTAKE_DEAD_LETTERS_URL"))
    canary = Canary(dynamodb, settings.text("LEADS_TABLE"))
    key = LeadKey(aws_json.secrets_manager(settings), settings.text("LEAD_KEY_ARN"), canary.keep)
    wakes = DynamoWakes(dynamodb, settings.text("LEADS_TABLE"))
    lookout = Lookout(writer.model)
    sources = DynamoSources(dynamodb, settings.text("TIMELINE_TABLE"))
    return Wired(settings, writer, wakes, dead_letters, key, ThreadPoolExecutor(THREADS), lookout, sources)


@metrics.log_metrics
def handler(event: Mapping[str, Sequence[Mapping[str, str]]], context: LambdaContext) -> Mapping[str, object]:
    """A batch of the queue `intake`; answers which messages must come again.

    Raises WrongKey, before any of them is touched, where leads were written under another key: all come again.
    """
    parts = wired()
    evaluator = _evaluator(parts, lambda: context.get_remaining_time_in_millis() < MARGIN)
    unread: set[str] = set()
    letters = list(_letters(event["Records"], parts.dead_letters, unread))
    report = evaluator.evaluate(letters, now(parts.settings.clock))
    _note(parts, letters)
    _tell(report, letters)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in sorted(report.returned | unread)]}


def _evaluator(parts: Wired, out_of_time: Callable[[], bool]) -> Evaluator:
    try:
        return parts.evaluator(out_of_time)
    except WrongKey:
        metrics.add_metric("WrongKey", MetricUnit.Count, 1)
        raise


def _letters(records: Sequence[Mapping[str, str]], dead_letters: SqsDeadLetters, unread: set[str]) -> Iterator[Letter]:
    for record in records:
        try:
            found = opened(record["body"])
        except NotAParcel as error:
            found = Opened(Parcel(), [Spoiled(record["body"], str(error))])
        try:
            for spoiled in found.spoiled:
                dead_letters.bury(spoiled.body, spoiled.reason)
        except OutsideDown:
            unread.add(record["messageId"])
        yield Letter(record["messageId"], found.parcel)


def _note(parts: Wired, letters: Sequence[Letter]) -> None:
    """Write down which sources were heard of; what cannot be written now will be with the next batch.

    What no webhook has told, such as our own word of what was written into the CRM, is no sign of its source.
    """
    told = (letter.parcel for letter in letters if letter.parcel.trace)
    activities = (activity for parcel in told for activity in parcel.activities)
    with suppress(OutsideDown):
        parts.sources.note(parts.lookout.sightings(activities))


def _tell(report: Report, letters: Sequence[Letter]) -> None:
    for name in COUNTED:
        if (count := getattr(report, name)) or name == ALWAYS:
            metrics.add_metric(name.capitalize(), MetricUnit.Count, count)
    traces = sorted({letter.parcel.trace for letter in letters} - {""})
    told = {"returned": len(report.returned), "reasons": report.reasons[:10]}
    logger.info("evaluated", extra={"letters": len(letters), "traces": traces, **told})


if Settings.from_environment().on_lambda:
    wired()
