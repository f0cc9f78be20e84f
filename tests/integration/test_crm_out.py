"""A lead crosses: it has an owner, a contact in the CRM, a task beside it, and sales is told; then once more.

The functions react and deliver, with AWS as moto plays it, HubSpot as its stand-in does, and a sink for Slack.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import boto3
import pytest

from functions.react import app as react
from leadflow.adapters.intake import opened
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox_item import key
from leadflow.cli.main import main
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import EMAIL, Keys, lead_id
from leadflow.domain.instant import DAY, HOUR, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.state import State
from local.crm.hubspot.account import Record
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.schema import Property
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from tests.integration.operating import operating
from tests.integration.outward import CONTEXT, NONE, Stack, put_secret, running
from tests.models import MONDAY, model

ADA: Final = Keys("ada@nordlys.example")
LEAD: Final = lead_id((EMAIL, "ada@nordlys.example"), b"key")
GRACE: Final = "grace@acme.example"

POLICY: Final = model(
    sources={
        "demo-form": {"kind": "typeform", "secret": "f", "form": "demo", "fields": {"name": "name", "role": "title"}},
        "crm": {
            "kind": "hubspot",
            "secret": "crm",
            "token": "crm-token",
            "url": "https://leads.acme.example/hooks/crm",
        },
    },
    signals={"demo": {"activity": "form.submitted", "says": "asked for a demo"}},
    scores={"readiness": {"points": {"demo": {"each": 40, "decay": "none"}}}},
    classes={"interest": {"low": {"score": "readiness", "below": 50}, "high": "otherwise"}},
    segments={"hot": {"score": "readiness", "at_least": 40}},
    routing=[{"round_robin": [GRACE]}],
    channels={"sales": {"slack": "sales-webhook"}},
    automations={
        "hand_over": {
            "when": {"signal": "demo"},
            "do": [
                {"assign": "routing"},
                {"crm": "upsert", "as": "lead"},
                {"crm": "task", "subject": "Call {name}", "due": "1 day"},
                {"notify": "sales"},
            ],
        }
    },
    crm={
        "provider": "hubspot",
        "records": "https://app.hubspot.com/contacts/7/record/0-1/{crm.id}",
        "fields": {
            "title": {"crm": "jobtitle"},
            "readiness": {"crm": "leadflow_readiness"},
            "interest": {"crm": "leadflow_interest"},
            "hot": {"crm": "leadflow_hot"},
        },
    },
)


@dataclass
class Company:
    """Everything that is outside, and the lead as the evaluation has it."""

    stack: Stack
    crm: HubSpot
    standin: Standin
    policy: LeadModel
    state: State

    def hear(self, *activities: Activity, at: Instant) -> None:
        """The evaluation takes in what was done, and the news of it goes its way."""
        response = respond(self.policy, self.state, Arrival(activities), at)
        DynamoLeads(self.stack.dynamodb, "Leads", "Outbox").commit(response.state, response.news)
        self.state = replace(response.state, version=response.state.version + 1)
        for each in response.news:
            image = self.stack.dynamodb.get_item(TableName="Outbox", Key=key(LEAD, each.id))["Item"]
            record = {"dynamodb": {"SequenceNumber": "1", "NewImage": image}}
            assert react.handler({"Records": [record]}, CONTEXT) == NONE

    def work(self) -> None:
        """All that is to be done is done, the pauses of what has to come again being over at once."""
        while (failed := self.stack.deliver()) is not None:
            if failed != NONE:
                self.stack.let_the_pause_pass()

    def told(self) -> Sequence[Activity]:
        """What has come back through the intake."""
        found = (
            boto3.client("sqs").receive_message(QueueUrl=self.stack.intake, MaxNumberOfMessages=10).get("Messages", [])
        )
        return [activity for each in found for activity in opened(each["Body"]).parcel.activities]

    def contact(self) -> Record:
        held = self.crm.account.records["contacts"].values()
        (found,) = [each for each in held if each.properties.get("email") == ADA.email]
        return found


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    crm = HubSpot()
    seed(crm.account, people=0)
    for name, kind in (("readiness", "number"), ("interest", "string"), ("hot", "bool")):
        crm.account.properties["contacts"][f"leadflow_{name}"] = Property(f"leadflow_{name}", name, kind)
    with Standin(crm) as standin:
        asking = replace(POLICY.senders["crm"], instance=standin.url)
        policy = replace(POLICY, senders={**POLICY.senders, "crm": asking})
        with running(monkeypatch, policy) as stack:
            stack.set("LEADFLOW_LOCAL_SINKS", f"{stack.sink.host},{standin.place}")
            put_secret(TOKEN, "/leadflow/test/out/crm-token")
            yield Company(stack, crm, standin, policy, State(LEAD))


def asked(number: int, at: Instant) -> Activity:
    """They ask for a demo."""
    traits = {"name": "Ada Lindqvist", "title": "CTO"}
    return Activity(f"demo-{number}", ADA, Kind.FORM_SUBMITTED, at, at, "demo-form", {"form": "demo"}, traits)


def test_a_lead_that_crosses_has_an_owner_a_contact_a_task_and_a_message(company: Company) -> None:
    company.hear(asked(1, MONDAY), at=MONDAY)
    company.work()
    contact = company.contact()
    assert contact.properties == {
        "email": "ada@nordlys.example",
        "firstname": "Ada",
        "lastname": "Lindqvist",
        "jobtitle": "CTO",
        "leadflow_readiness": "40",
        "leadflow_interest": "low",
        "leadflow_hot": "true",
        "hubspot_owner_id": "71",
    }
    (task,) = company.crm.account.records["tasks"].values()
    assert (task.properties["hs_task_subject"], task.properties["hubspot_owner_id"]) == ("Call Ada Lindqvist", "71")
    assert company.crm.account.tied(("tasks", task.id), "contacts") == [(contact.id, [204])]
    (message,) = company.stack.sink.taken
    assert "CRM record pending" in str(message)
    assert GRACE in str(message)
    assert company.stack.buried() == []
    assert {each.type for each in company.told()} == {Kind.SALES_ASSIGNED, Kind.IDENTITY_STATED}


def test_the_second_time_there_is_no_second_contact_and_the_message_leads_to_the_first(company: Company) -> None:
    company.hear(asked(1, MONDAY), at=MONDAY)
    company.work()
    company.hear(*company.told(), at=Instant(MONDAY + HOUR))
    again = Instant(MONDAY + DAY)
    company.hear(asked(2, again), at=again)
    company.work()
    contact = company.contact()
    assert (contact.properties["leadflow_readiness"], contact.properties["leadflow_interest"]) == ("80", "high")
    assert len(company.crm.account.records["tasks"]) == 2
    first, second = company.stack.sink.taken
    assert f"https://app.hubspot.com/contacts/7/record/0-1/{contact.id}" in str(second)
    assert "pending" not in str(second)
    assert "https://app.hubspot.com" not in str(first)


def test_in_observe_the_crm_is_not_called(company: Company) -> None:
    company.stack.set("MODE", "observe")
    company.hear(asked(1, MONDAY), at=MONDAY)
    company.work()
    assert (company.standin.calls, company.stack.sink.taken, company.told()) == ([], [], [])


def test_a_crm_that_is_down_delays_no_message(company: Company) -> None:
    company.crm.tokens.clear()
    company.hear(asked(1, MONDAY), at=MONDAY)
    for _ in range(3):
        company.stack.deliver()
    assert len(company.stack.sink.taken) == 1
    assert company.stack.buried() == []


def test_a_preview_shows_the_record_and_the_task_and_calls_nobody(
    company: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    company.hear(asked(1, MONDAY), at=MONDAY)
    with operating(company.stack, tmp_path, caplog, company.policy):
        assert main(["notify", ADA.email or "", "--automation", "hand_over", "--dry-run"]) == 0
        page = capsys.readouterr().out.splitlines()
        assert main(["notify", ADA.email or "", "--automation", "hand_over", "--dry-run", "--json"]) == 0
        documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["channel"] for each in documents] == ["crm.hubspot", "crm.hubspot", "sales"]
    assert documents[0]["fields"]["leadflow_interest"] == "low"
    assert {"crm.hubspot (upsert as lead)", "  │ name: Ada Lindqvist", "  │ subject: Call Ada Lindqvist"} <= {*page}
    assert company.standin.calls == []
