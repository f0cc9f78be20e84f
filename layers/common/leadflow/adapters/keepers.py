"""Every store of a deployed stack that keeps something of leads, beside the leads themselves and the lists."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from leadflow.adapters import clock
from leadflow.adapters.letters import Letters
from leadflow.adapters.morgue import SqsMorgue
from leadflow.adapters.operated import DEAD
from leadflow.adapters.tables.kept import KeptNews, KeptTimeline
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.adapters.tables.traces import Traces
from leadflow.adapters.tables.unnamed import Unnamed
from leadflow.application.erase import Store
from leadflow.domain.instant import Instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient


_NO_DAYS: Final = 0
"""Here timelines are only read, and taken away."""


def keepers(
    dynamodb: "DynamoDBClient",
    sqs: "SQSClient",
    outputs: Mapping[str, str],
    sources: Collection[str],
    now: Instant,
) -> Mapping[str, Store]:
    """The stores by name; `outputs` are the template's, `sources` the model's, `now` is the stack's time.

    Dead letters come last: what is worked on while the others are cleared can still die.
    """
    timeline = DynamoTimeline(dynamodb, outputs["TimelineTable"], _NO_DAYS)
    graves = {queue: outputs[f"{queue.capitalize()}DeadLettersUrl"] for queue in DEAD}
    return {
        "timeline": KeptTimeline(dynamodb, outputs["TimelineTable"], timeline),
        "unidentified": Unnamed(dynamodb, outputs["TimelineTable"], sources, now),
        "news": KeptNews(dynamodb, outputs["OutboxTable"]),
        "deliveries": Traces(dynamodb, outputs["DeliveriesTable"]),
        "dead letters": Letters({name: SqsMorgue(sqs, url, "", clock.now()) for name, url in graves.items()}),
    }
