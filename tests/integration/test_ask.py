"""A lead ad from its notification to the intake, with AWS as moto plays it and Meta's answer made up."""

import json
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import boto3
import pytest

from functions.deliver import app as deliver
from leadflow.adapters.actions import SqsActions, decode
from leadflow.adapters.aws import asking
from leadflow.adapters.intake import opened
from leadflow.application.ask import Asked
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.instant import parse
from leadflow.domain.sender import Sender
from leadflow.model.render import rendered
from tests.integration.outward import NONE, Stack, forget, running
from tests.unit.channels.matters import MODEL

ADS: Final = Sender("lead-ads", "meta_lead_ads", "lead-ads", verify="lead-ads-verify", token="lead-ads-page")
FETCH: Final = Fetch("lead-ads", "lead", "55459717045641545", parse("2026-03-02T10:00:30Z"), {"form_id": "5511"})
TOKEN: Final = "made-up-page-token"
LEAD: Final = {"id": FETCH.id, "field_data": [{"name": "email", "values": ["ada@nordlys.example"]}]}


@dataclass
class Meta:
    """Stands where Meta's API does, which is only ever called encrypted."""

    told: list[OutboundRequest] = field(default_factory=list)

    def post(self, request: OutboundRequest) -> Reply:
        self.told.append(request)
        return Reply(200, {}, json.dumps(LEAD).encode())


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with running(monkeypatch) as found:
        monkeypatch.setitem(sys.modules, "leadflow_model", rendered(replace(MODEL, senders={ADS.name: ADS})))
        forget()
        yield found


def put_token() -> None:
    boto3.client("ssm").put_parameter(Name="/leadflow/test/out/lead-ads-page", Value=TOKEN, Type="SecureString")


def taken_in(stack: Stack) -> Sequence[Activity]:
    messages = boto3.client("sqs").receive_message(QueueUrl=stack.intake, MaxNumberOfMessages=10).get("Messages", [])
    return [activity for message in messages for activity in opened(message["Body"]).parcel.activities]


def logged(caplog: pytest.LogCaptureFixture) -> Mapping[str, object]:
    return vars(caplog.records[-1])


def asked(stack: Stack, fetch: Fetch) -> None:
    SqsActions(asking(boto3.client("sqs")), stack.actions).send([fetch])


def test_what_meta_answers_comes_back_through_the_intake_in_observe_too(stack: Stack) -> None:
    stack.set("MODE", "observe")
    put_token()
    asked(stack, FETCH)
    meta, body = Meta(), boto3.client("sqs").receive_message(QueueUrl=stack.actions)["Messages"][0]["Body"]
    errand = decode(body)
    assert errand == FETCH
    assert replace(deliver.wired().inquiry, post=meta.post).ask(FETCH, body) == Asked(1)
    assert TOKEN in meta.told[0].url
    [activity] = taken_in(stack)
    assert (activity.type, activity.source, activity.lead.email) == ("form.submitted", ADS.name, "ada@nordlys.example")


def test_without_the_page_s_token_the_lead_waits(stack: Stack, caplog: pytest.LogCaptureFixture) -> None:
    asked(stack, FETCH)
    assert stack.deliver() != NONE
    assert (logged(caplog)["msg"], logged(caplog)["reason"]) == ("postponed", "the secret lead-ads-page is not set")
    assert stack.deliver() is None


def test_while_meta_does_not_answer_the_lead_waits_and_no_token_is_told(
    stack: Stack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called: list[object] = []

    def nowhere(host: str, *_: object, **__: object) -> None:
        called.append(host)
        raise socket.gaierror

    put_token()
    asked(stack, FETCH)
    parts = deliver.wired()
    parts.desk.telling.secrets.live("lead-ads-page")
    record = boto3.client("sqs").receive_message(QueueUrl=stack.actions)["Messages"][0]
    taken: deliver.Record = {
        "messageId": record["MessageId"],
        "receiptHandle": record["ReceiptHandle"],
        "body": record["Body"],
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert not deliver._done(taken)
    assert called == ["graph.facebook.com"]
    told = f"{capsys.readouterr()} {[vars(line) for line in caplog.records]}"
    assert "no answer" in told
    assert TOKEN not in told


def test_a_lead_of_a_source_that_is_gone_is_dead_lettered(stack: Stack, caplog: pytest.LogCaptureFixture) -> None:
    asked(stack, replace(FETCH, source="gone"))
    assert stack.deliver() == NONE
    reason = "the lead model has no source gone any more that can be asked"
    assert stack.buried() == [(replace(FETCH, source="gone"), reason)]
    assert (logged(caplog)["msg"], logged(caplog)["reason"]) == ("asked", reason)
