"""The usual tutorial's design: one message an activity, and powertools' idempotency around what each does to its lead.

For every activity it puts an idempotency record, gets the lead, puts the lead with its score raised, puts the activity,
and updates the record. Two writers of one lead at a time lose one of both scores, and nothing fades. Messages are sent
by tens, which is kinder than most tutorials are. A line of the log tells of each webhook and of each activity.
"""

import io
import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent_function

from bench.deployment import BATCH, Deployment
from leadflow.adapters.tables.item import number, text
from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from mypy_boto3_dynamodb.literals import KeyTypeType
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef
    from mypy_boto3_sqs.type_defs import MessageTypeDef, SendMessageBatchRequestEntryTypeDef

    Event = Mapping[str, str]

LOG: Final = io.StringIO()
"""What both baselines have printed."""

logger = Logger(service="baseline", stream=LOG)

MINUTE: Final = 60_000
POINTS: Final = {"open": 1, "click": 10}


def table(name: str, *keys: str) -> "CreateTableInputTypeDef":
    """A table of one key of texts, or of two."""
    kinds: tuple[KeyTypeType, ...] = ("HASH", "RANGE")
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, kinds, strict=False)],
    }


def enqueue(aws: Deployment, events: "Sequence[Event]") -> None:
    """A message for each."""
    bodies = [json.dumps(event) for event in events]
    for start in range(0, len(bodies), BATCH):
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(at), "MessageBody": body} for at, body in enumerate(bodies[start : start + BATCH])
        ]
        aws.sqs.send_message_batch(QueueUrl=aws.queue, Entries=entries)
    logger.info("accepted", extra={"events": len(bodies)})


def _enough() -> int:
    """Milliseconds that the function has left."""
    return MINUTE


class Tutorial:
    """The design, its senders trusted without a signature."""

    name: Final = "Tutorial"
    tables: Final = (table("Idempotency", "id"), table("Scores", "email"), table("Events", "email", "event"))
    leads: Final = "Scores"
    kept: Final = "Events"

    def __init__(self, aws: Deployment) -> None:
        self._aws = aws
        config = IdempotencyConfig(event_key_jmespath="sg_event_id")
        config.register_lambda_context(cast("LambdaContext", SimpleNamespace(get_remaining_time_in_millis=_enough)))
        self._once = idempotent_function(
            self._apply,
            data_keyword_argument="event",
            persistence_store=DynamoDBPersistenceLayer("Idempotency", boto3_client=aws.dynamodb),
            config=config,
        )

    def receive(self, request: Request, now: Instant) -> None:  # noqa: ARG002 - the product's needs it
        """A message for each event."""
        enqueue(self._aws, json.loads(request.body))

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None:  # noqa: ARG002 - the same
        """One message after the other."""
        for message in messages:
            applied = self._once(event=json.loads(message["Body"]))
            logger.info("applied", extra={"message_id": message["MessageId"], **applied})

    def _apply(self, event: "Event") -> Mapping[str, int]:
        email, client = text(event["email"]), self._aws.dynamodb
        lead = client.get_item(TableName="Scores", Key={"email": email}).get("Item", {"score": number(0)})
        score = int(lead["score"]["N"]) + POINTS.get(event["event"], 0)
        client.put_item(TableName="Scores", Item={"email": email, "score": number(score)})
        happened = {"email": email, "event": text(f"{event['timestamp']}#{event['sg_event_id']}")}
        client.put_item(TableName="Events", Item={**happened, "body": text(json.dumps(event))})
        return {"score": score}
