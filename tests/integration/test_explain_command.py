"""`leadflow explain` on a stack that moto plays."""

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.adapters import aws
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.cli.main import main
from leadflow.domain.identity import lead_id
from leadflow.domain.response import respond
from leadflow.domain.state import State
from leadflow.model.render import render
from tests.integration.aws import by_moto_with_tables
from tests.models import MONDAY, did, model

POLICY = model(
    signals={"demo": {"activity": "form.submitted", "says": "asked for a demo"}},
    scores={"readiness": {"points": {"demo": 40}}, "fit": {"traits": [{"when": {"in": "keen"}, "points": 3}]}},
    segments={"keen": {"signal": "demo"}},
)


@pytest.fixture(autouse=True)
def _stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stack that is up, and knows one lead."""
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    (tmp_path / "leadflow_model.py").write_text(render(POLICY), encoding="utf-8")
    with by_moto_with_tables() as client, (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        arn = aws.secrets_manager().create_secret(Name="lead-key", SecretString="Deployment's own")["ARN"]
        ada = State(lead_id(("email", "ada@nordlys.example"), LeadKey(aws.secrets_manager(), arn).secret))
        response = respond(POLICY, ada, [did("1", "form.submitted")], MONDAY)
        DynamoLeads(client, "Leads", "Outbox").commit(response.state, response.news)
        told = dict.fromkeys(("address", "sink", "endpoint"), None) | {"pid": 0, "region": "eu-west-1", "stack": "test"}
        outputs = {"LeadsTable": "Leads", "OutboxTable": "Outbox", "LeadKeyArn": arn}
        (tmp_path / "stack.json").write_text(json.dumps({**told, "outputs": outputs}), encoding="utf-8")
        yield


def test_a_stored_lead_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Ada@nordlys.example", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert {name: score["value"] for name, score in scores.items()} == {"readiness": 40.0, "fit": 3.0}
    (contribution,) = scores["readiness"]["contributions"]
    assert contribution == {"signal": "demo", "activity": "1", "at": "2026-03-02T09:00:00Z", "points": 40.0}


def test_one_score_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ada@nordlys.example", "--score", "readiness"]) == 0
    told = capsys.readouterr().out
    assert "  40.0  asked for a demo" in told
    assert "fit" not in told


def test_a_score_that_the_model_does_not_have_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ada@nordlys.example", "--score", "readines"]) == 2
    assert capsys.readouterr().err == "the model has no score readines; did you mean readiness?\n"


def test_an_address_that_the_stack_does_not_know_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "bo@nordlys.example"]) == 1
    assert capsys.readouterr().err == "bo@nordlys.example: no lead of the stack has this address\n"
