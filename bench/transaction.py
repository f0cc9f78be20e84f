"""The design that takes no chances: one message an activity, and a transaction of activity and lead for each.

The activity is put where it is not yet, the score is added to, both or neither: exact, in any order, without a version.
Nothing fades.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bench.deployment import Deployment
from bench.tutorial import POINTS, enqueue, logger, table
from leadflow.adapters.tables.item import number, text
from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from bench.tutorial import Event


class Transaction:
    """The design, its senders trusted without a signature."""

    name: Final = "Transactions"
    tables: Final = (table("Scores", "email"), table("Events", "email", "event"))
    leads: Final = "Scores"
    kept: Final = "Events"

    def __init__(self, aws: Deployment) -> None:
        self._aws = aws

    def receive(self, request: Request, now: Instant) -> None:  # noqa: ARG002 - the product's needs it
        """A message for each event."""
        enqueue(self._aws, json.loads(request.body))

    def work(self, messages: "Sequence[MessageTypeDef]", now: Instant) -> None:  # noqa: ARG002 - the same
        """One message after the other."""
        for message in messages:
            applied = self._apply(json.loads(message["Body"]))
            logger.info("applied", extra={"message_id": message["MessageId"], "fresh": applied})

    def _apply(self, event: "Event") -> bool:
        """Whether it was new."""
        email, points = text(event["email"]), number(POINTS.get(event["event"], 0))
        happened = {"email": email, "event": text(f"{event['timestamp']}#{event['sg_event_id']}")}
        try:
            self._aws.dynamodb.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self.kept,
                            "Item": {**happened, "body": text(json.dumps(event))},
                            "ConditionExpression": "attribute_not_exists(email)",
                        }
                    },
                    {
                        "Update": {
                            "TableName": self.leads,
                            "Key": {"email": email},
                            "UpdateExpression": "ADD score :points",
                            "ExpressionAttributeValues": {":points": points},
                        }
                    },
                ]
            )
        except self._aws.dynamodb.exceptions.TransactionCanceledException:
            return False
        return True
