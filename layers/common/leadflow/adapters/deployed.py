"""A deployed stack as commands use it: its leads, their timelines, the queue `intake`, and the key of lead ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import boto3

from leadflow.adapters.deployment import Deployment
from leadflow.adapters.intake import SqsIntake
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.leads_scan import LeadsScan
from leadflow.adapters.tables.timeline import DynamoTimeline

_NO_DAYS: Final = 0
"""Commands only read timelines: what they have to say goes through the queue."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What commands need of a stack."""

    leads: DynamoLeads
    timeline: DynamoTimeline
    everybody: LeadsScan
    intake: SqsIntake
    key: LeadKey


def deployed(deployment: Deployment, outputs: Mapping[str, str]) -> Deployed:
    """The stack behind the deployment; `outputs` are its template's."""
    client = partial(
        boto3.client,
        endpoint_url=deployment.endpoint,
        region_name=deployment.region,
        aws_access_key_id=deployment.key,
        aws_secret_access_key=deployment.key,
    )
    dynamodb = client("dynamodb")
    return Deployed(
        leads=DynamoLeads(dynamodb, outputs["LeadsTable"], outputs["OutboxTable"]),
        timeline=DynamoTimeline(dynamodb, outputs["TimelineTable"], _NO_DAYS),
        everybody=LeadsScan(dynamodb, outputs["LeadsTable"]),
        intake=SqsIntake(client("sqs"), outputs["IntakeQueueUrl"]),
        key=LeadKey(client("secretsmanager"), outputs["LeadKeyArn"]),
    )
