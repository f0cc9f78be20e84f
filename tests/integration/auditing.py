"""A stack that moto plays, in whose table leads are damaged, and whoever then judges them anew."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from leadflow.adapters import aws, clock
from leadflow.adapters.intake import SqsIntake
from leadflow.application.apply import Writer
from leadflow.application.letter import Task
from leadflow.cli.main import main
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.state import State, Tombstone
from tests.integration.stack import Stack, up
from tests.models import did, model

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableAttributeValueTypeDef, UpdateItemInputTypeDef

SIGNALS = {"clicked": {"activity": "email.clicked"}}
POLICY = model(signals=SIGNALS, segments={"recent": {"signal": "clicked", "within": "10 days"}})
OLD = model(signals=SIGNALS, segments={"recent": {"signal": "clicked", "within": "20 days"}})
NOW = clock.now()
Out = pytest.CaptureFixture[str]


def ago(days: float) -> Instant:
    return Instant(NOW - round(days * DAY))


@contextmanager
def audited(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The stack of that folder, which has one lead that is right."""
    monkeypatch.setenv("LEADFLOW_HOME", str(home))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with up(home, POLICY) as found:
        clicked(found, "right")
        yield found


def watch(event: str, listener: Callable[..., Any]) -> None:
    """Let it listen to all clients of AWS that are made from now on."""
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register(event, listener)


def clicked(stack: Stack, name: str, days_ago: float = 1) -> LeadId:
    """One more lead, which then clicked and was judged."""
    keys, at = Keys(email=f"{name}@nordlys.example"), ago(days_ago)
    stack.knows(POLICY, did(name, at=at, lead=keys), at=at)
    return stack.id(str(keys.email))


def spoil(lead: LeadId, expression: str, at: Instant | None = None) -> LeadId:
    """Change the lead's item, behind the back of whoever alone may write it."""
    values: Mapping[str, TableAttributeValueTypeDef] = {} if at is None else {":at": {"N": str(at)}}
    change: UpdateItemInputTypeDef = {
        "TableName": "Leads",
        "Key": {"lead": {"S": lead}},
        "UpdateExpression": expression,
    }
    aws.dynamodb().update_item(**(change | {"ExpressionAttributeValues": values} if values else change))
    return lead


def plant(stack: Stack) -> Mapping[LeadId, str]:
    """Leads with every damage, and what is to be found of each."""
    stack.knows(OLD, did("other", lead=Keys(email="other@nordlys.example"), at=ago(1)), at=ago(1))
    early = spoil(clicked(stack, "early"), "SET wake_at = :at", ago(-3))
    stack.leads.commit(State(LeadId("erased"), tombstone=Tombstone(ago(9))))
    stack.leads.commit(State(LeadId("joined"), kin=Kin(to=early)))
    return {
        spoil(clicked(stack, "unwoken"), "REMOVE wake_at, wake_shard"): "absent",
        spoil(clicked(stack, "unindexed"), "REMOVE wake_shard"): "absent",
        spoil(clicked(stack, "moved"), "SET wake_at = :at", ago(-30)): "after",
        spoil(clicked(stack, "unleft", 12), "SET wake_at = :at", ago(-30)): "late",
        clicked(stack, "asleep", 11): "late",
        spoil(clicked(stack, "unlooked"), "SET wake_at = :at", ago(0.5)): "overdue",
    }


def work_off(stack: Stack) -> int:
    """Judge whom commands have sent back, as `evaluate` does; how many they were."""
    writer = Writer(POLICY, stack.leads, stack.timeline, SqsIntake(aws.asking(boto3.client("sqs")), stack.queue))
    leads = [lead for parcel in stack.sent() for lead in parcel.wakes]
    for lead in leads:
        writer.apply(Task(lead, [], set(), attempt=0), stack.leads.load([lead]), NOW)
    return len(leads)


def audit(capsys: Out, *words: str) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = main(["audit", "--json", *words])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]
