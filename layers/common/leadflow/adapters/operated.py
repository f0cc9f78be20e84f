"""A deployed stack as whoever operates it sees it: its receipts, circuits, queues and dead letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3

from leadflow.adapters import clock
from leadflow.adapters.deployment import Deployment
from leadflow.adapters.logs import FUNCTIONS, CloudWatchLogs
from leadflow.adapters.morgue import SqsMorgue
from leadflow.adapters.queue_state import Held, ages, held
from leadflow.adapters.tables.circuits import DynamoCircuits
from leadflow.adapters.tables.held import DynamoHeld
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.adapters.tables.receipts import DynamoReceipts
from leadflow.adapters.tables.recovery import DynamoRecovery, floor
from leadflow.adapters.tables.undriven import DynamoUndriven
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.domain.instant import Duration

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient

LIVE: Final = ("intake", "actions")
DEAD: Final = ("intake", "actions", "outbox", "relay")
"""The queues, and those of dead letters, by the names that their outputs begin with."""


@dataclass(frozen=True, slots=True)
class Operated:
    """What commands need of a stack to see whether it works, and to bring back what failed."""

    receipts: DynamoReceipts
    circuits: DynamoCircuits
    outbox: DynamoOutbox
    undriven: DynamoUndriven
    wakes: DynamoWakes
    waiting: DynamoHeld
    mode: str
    outputs: Mapping[str, str]
    sqs: "SQSClient"
    cloudwatch: "CloudWatchClient"
    logs: CloudWatchLogs
    recovery: Callable[[str], DynamoRecovery]

    def morgue(self, queue: str) -> SqsMorgue:
        """The dead letters of one of the LIVE queues."""
        return SqsMorgue(self.sqs, self._dead(queue), self._live(queue), clock.now())

    def held(self) -> Mapping[str, Held]:
        """What each queue holds. Raises OutsideDown."""
        return {queue: held(self.sqs, self._live(queue)) for queue in LIVE}

    def dead(self) -> Mapping[str, int]:
        """About how many dead letters there are of each. Raises OutsideDown."""
        return {queue: held(self.sqs, self._dead(queue)).total for queue in DEAD}

    def ages(self) -> Mapping[str, Duration]:
        """How old the oldest message of each queue is, where CloudWatch knows. Raises OutsideDown."""
        urls: Sequence[str] = [self._live(queue) for queue in LIVE]
        found = ages(self.cloudwatch, urls, clock.now())
        return {queue: found[url] for queue, url in zip(LIVE, urls, strict=True) if url in found}

    def forget_places(self) -> int:
        """Take out the notes of where in the outbox's stream it failed: driving the news makes them useless."""
        places = SqsMorgue(self.sqs, self._dead("outbox"), "", clock.now())
        return sum(places.drop(letters) for letters in places.letters())

    def _live(self, queue: str) -> str:
        return self.outputs[f"{queue.capitalize()}QueueUrl"]

    def _dead(self, queue: str) -> str:
        return self.outputs[f"{queue.capitalize()}DeadLettersUrl"]


def operated(deployment: Deployment, outputs: Mapping[str, str]) -> Operated:
    """The stack behind the deployment; `outputs` are its template's."""
    session = boto3.Session(deployment.key, deployment.key, region_name=deployment.region)
    dynamodb = session.client("dynamodb", endpoint_url=deployment.endpoint)
    return Operated(
        receipts=DynamoReceipts(dynamodb, outputs["DeliveriesTable"]),
        circuits=DynamoCircuits(dynamodb, outputs["DeliveriesTable"]),
        outbox=DynamoOutbox(dynamodb, outputs["OutboxTable"]),
        undriven=DynamoUndriven(dynamodb, outputs["OutboxTable"]),
        wakes=DynamoWakes(dynamodb, outputs["LeadsTable"]),
        waiting=DynamoHeld(dynamodb, outputs["DeliveriesTable"]),
        mode=outputs.get("Mode", ""),
        outputs=outputs,
        sqs=session.client("sqs", endpoint_url=deployment.endpoint),
        cloudwatch=session.client("cloudwatch", endpoint_url=deployment.endpoint),
        logs=CloudWatchLogs(
            session.client("logs", endpoint_url=deployment.endpoint),
            {name: outputs[found] for name in FUNCTIONS if (found := f"{name.capitalize()}Log") in outputs},
        ),
        recovery=lambda name: DynamoRecovery(dynamodb, outputs[f"{name.capitalize()}Table"], floor(clock.now())),
    )
