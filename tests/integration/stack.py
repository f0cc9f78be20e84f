"""A stack that is up, as moto plays it, for the commands that speak with one."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3

from leadflow.adapters.aws import asking
from leadflow.adapters.intake import opened
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.timeline import DynamoTimeline
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from leadflow.model.render import render
from tests.integration.aws import by_moto_with_tables

CONNECTIONS = 1


@dataclass
class Stack:
    """The stack of a folder: what it knows of leads, and what commands have sent to its queue `intake`."""

    home: Path
    leads: DynamoLeads
    timeline: DynamoTimeline
    key: bytes
    queue: str

    def id(self, email: str) -> LeadId:
        return lead_id(("email", email), self.key)

    def knows(self, policy: LeadModel, *activities: Activity, at: Instant) -> None:
        """Let it know a lead that did this, judged then by that model."""
        lead = self.id(str(activities[0].lead.email))
        for each in activities:
            self.timeline.add(lead, each)
        response = respond(policy, State(lead), Arrival(activities), at)
        self.leads.commit(response.state, response.news)

    def judges_by(self, policy: LeadModel) -> None:
        (self.home / "leadflow_model.py").write_text(render(policy), encoding="utf-8")

    def sent(self) -> list[Parcel]:
        found = boto3.client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [opened(message["Body"]).parcel for message in found.get("Messages", [])]


@contextmanager
def up(home: Path, policy: LeadModel) -> Iterator[Stack]:
    """The stack that lives in the folder and judges by that model."""
    with by_moto_with_tables() as client, (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        arn = boto3.client("secretsmanager").create_secret(Name="lead-key", SecretString="Deployment's own")["ARN"]
        queue = boto3.client("sqs").create_queue(QueueName="intake")["QueueUrl"]
        key = LeadKey(asking(boto3.client("secretsmanager")), arn).secret
        nowhere = dict.fromkeys(("address", "sink", "sinks", "endpoint"), None)
        told = nowhere | {"pid": 0, "region": "eu-west-1", "stack": "test"}
        tables = {f"{name}Table": name for name in ("Leads", "Outbox", "Timeline", "Lists")}
        outputs = {**tables, "IntakeQueueUrl": queue, "LeadKeyArn": arn, "TimelineDays": "800"}
        (home / "stack.json").write_text(json.dumps({**told, "outputs": outputs}), encoding="utf-8")
        leads, timeline = DynamoLeads(client, "Leads", "Outbox"), DynamoTimeline(client, "Timeline", days=800)
        stack = Stack(home, leads, timeline, key, queue)
        stack.judges_by(policy)
        yield stack
