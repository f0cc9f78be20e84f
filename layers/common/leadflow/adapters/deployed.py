"""A deployed stack as commands use it: its leads, their timelines, the queue `intake`, and the key of lead ids."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import boto3

from leadflow.adapters import clock
from leadflow.adapters.aws import asking
from leadflow.adapters.deployment import Deployment
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.keepers import keepers
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.operated import Operated, operated
from leadflow.adapters.refusal_metric import NOBODY
from leadflow.adapters.refusals import refusals
from leadflow.adapters.tables.canary import Canary
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.leads_scan import LeadsScan
from leadflow.adapters.tables.lists import DynamoLists
from leadflow.adapters.tables.pulls import DynamoPulls
from leadflow.adapters.tables.sources import DynamoSources
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.erase import Store
from leadflow.domain.instant import DAY, Duration, Instant

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_NO_DAYS: Final = 0
"""Commands only read timelines: what they have to say goes through the queue."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What commands need of a stack.

    `refused` counts refused webhooks of these sources and of none, by reason, over so many days; `kept` is for how long
    timelines hold activities. `keepers` are the stores that keep something of leads, for a model with these sources.
    """

    leads: DynamoLeads
    timeline: DynamoTimeline
    everybody: LeadsScan
    lists: Callable[[], DynamoLists]
    sources: DynamoSources
    pulls: DynamoPulls
    intake: SqsIntake
    key: LeadKey
    refused: Callable[[Sequence[str], int], Mapping[str, Mapping[str, int]]]
    kept: Duration
    operated: Callable[[], Operated]
    keepers: Callable[[Collection[str], Instant], Mapping[str, Store]]


def deployed(deployment: Deployment, outputs: Mapping[str, str]) -> Deployed:
    """The stack behind the deployment; `outputs` are its template's."""
    client = partial(
        boto3.client,
        endpoint_url=deployment.endpoint,
        region_name=deployment.region,
        aws_access_key_id=deployment.key,
        aws_secret_access_key=deployment.key,
    )
    dynamodb, secrets = client("dynamodb"), asking(client("secretsmanager"))
    return Deployed(
        leads=DynamoLeads(dynamodb, outputs["LeadsTable"], outputs["OutboxTable"]),
        timeline=DynamoTimeline(dynamodb, outputs["TimelineTable"], _NO_DAYS),
        everybody=LeadsScan(dynamodb, outputs["LeadsTable"]),
        lists=lambda: DynamoLists(dynamodb, outputs["ListsTable"]),
        sources=DynamoSources(dynamodb, outputs["TimelineTable"]),
        pulls=DynamoPulls(dynamodb, outputs["TimelineTable"]),
        intake=SqsIntake(asking(client("sqs")), outputs["IntakeQueueUrl"]),
        key=LeadKey(secrets, outputs["LeadKeyArn"], Canary(dynamodb, outputs["LeadsTable"]).check),
        refused=partial(_refused, client, f"{deployment.stack}-receive"),
        kept=Duration(int(outputs["TimelineDays"]) * DAY),
        operated=partial(operated, deployment, outputs),
        keepers=lambda sources, now: keepers(dynamodb, client("sqs"), outputs, sources, now),
    )


def _refused(
    client: "Callable[[Literal['cloudwatch']], CloudWatchClient]", service: str, sources: Sequence[str], days: int
) -> Mapping[str, Mapping[str, int]]:
    """Refused webhooks by source and reason, of so many days by the real clock, which CloudWatch keeps."""
    now = clock.now()
    return refusals(client("cloudwatch"), service, [*sources, NOBODY], Instant(now - days * DAY), now)
