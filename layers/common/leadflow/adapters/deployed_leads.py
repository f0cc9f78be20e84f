"""The leads of a deployed stack, for commands that read them: its table and the key of its lead ids."""

from collections.abc import Mapping
from functools import partial

import boto3

from leadflow.adapters.deployment import Deployment
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads


def deployed_leads(deployment: Deployment, outputs: Mapping[str, str]) -> tuple[DynamoLeads, LeadKey]:
    """The table and the key; `outputs` are the stack's."""
    client = partial(
        boto3.client,
        endpoint_url=deployment.endpoint,
        region_name=deployment.region,
        aws_access_key_id=deployment.key,
        aws_secret_access_key=deployment.key,
    )
    leads = DynamoLeads(client("dynamodb"), outputs["LeadsTable"], outputs["OutboxTable"])
    return leads, LeadKey(client("secretsmanager"), outputs["LeadKeyArn"])
