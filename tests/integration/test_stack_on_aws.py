"""Commands that speak with a stack on AWS find it by its name, as moto plays it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.config import default_user_config

from leadflow.adapters import clock
from leadflow.adapters.tables.sources import DynamoSources
from leadflow.application.sightings import Sighting
from leadflow.cli.main import main
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.model.compile import load
from tests.integration.stack import Stack, up
from tests.models import ADA, KINDS, did, later

NAME = "acme"
MODEL: dict[str, Json] = {
    "model": "acme",
    "sources": {
        "contact": {"kind": "form", "secret": "contact"},
        "newsletter": {"kind": "sendgrid", "secret": "newsletter"},
        "site": {"kind": "segment", "secret": "site", "trust": "public"},
        "mail": {"kind": "mailjet", "secret": "mail"},
    },
    "signals": {"demo": {"activity": "form.submitted"}},
    "scores": {"readiness": {"points": {"demo": 40}}},
    "segments": {"keen": {"score": "readiness", "at_least": 5}},
}
Out = pytest.CaptureFixture[str]


def session(outputs: Mapping[str, str]) -> boto3.Session:
    """One in which CloudFormation, which moto plays only with half of the world installed, knows our stack alone."""

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        if f"StackName={NAME}&" not in f"{request.body!s}&":
            error = "<Error><Code>ValidationError</Code><Message>Stack with id other does not exist</Message></Error>"
            return AWSResponse(request.url, 400, HTTPHeaders(), Body(f"<ErrorResponse>{error}</ErrorResponse>"))
        members = "".join(
            f"<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>"
            for name, value in outputs.items()
        )
        stacks = f"<Stacks><member><StackName>{NAME}</StackName><Outputs>{members}</Outputs></member></Stacks>"
        result = f"<DescribeStacksResult>{stacks}</DescribeStacksResult>"
        return AWSResponse(
            request.url, 200, HTTPHeaders(), Body(f"<DescribeStacksResponse>{result}</DescribeStacksResponse>")
        )

    made = boto3.Session()
    made.events.register_first("before-send.cloudformation", answer)  # type: ignore[arg-type] # the stubs forget answers
    return made


@dataclass
class Body:
    """The body of an answer, to be read once."""

    text: str

    def stream(self) -> Iterator[bytes]:
        yield self.text.encode()


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack on AWS that knows one lead; beside it no local one is up."""
    policy = load(MODEL, KINDS)
    with up(tmp_path, policy) as found:
        (tmp_path / "leadflow.yaml").write_text(json.dumps(MODEL))  # JSON is YAML
        outputs = {
            **json.loads((tmp_path / "stack.json").read_text())["outputs"],
            "Address": "https://hooks.acme.example/",
        }
        monkeypatch.setitem(default_user_config["core"], "passthrough", {"services": ["cloudformation"], "urls": []})
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", session(outputs))
        found.knows(policy, did("1", "form.submitted"), at=later(1))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path / "nothing"))
        yield found


@pytest.mark.usefixtures("stack")
def test_a_lead_is_explained(capsys: Out) -> None:
    assert main(["explain", str(ADA.email), "--stack", NAME, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"]["readiness"]["value"] == 40.0


def test_an_activity_is_taken_back(stack: Stack) -> None:
    assert main(["void", str(ADA.email), "1", "--reason", "a test of ours", "--stack", NAME]) == 0
    ((sent,),) = (parcel.activities for parcel in stack.sent())
    assert (sent.type, sent.properties["activity"]) == ("activity.voided", "1")


@pytest.mark.usefixtures("stack")
def test_leads_are_foreseen_by_another_model(tmp_path: Path, capsys: Out) -> None:
    other = MODEL | {"segments": {"keen": {"score": "readiness", "at_least": 50}}}
    (tmp_path / "other.yaml").write_text(json.dumps(other))
    assert main(["rescore", "--dry-run", "--stack", NAME, "--model", "other.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["leaves"] == ["keen"]


def put_secrets(**values: str) -> None:
    for name, value in values.items():
        boto3.client("ssm").put_parameter(Name=f"/leadflow/{NAME}/in/{name}", Value=value, Type="SecureString")


def put_refusals(source: str, reason: str, count: int, days_ago: int) -> None:
    """As the function `receive` counts them."""
    dimensions = {"service": f"{NAME}-receive", "source": source, "reason": reason}
    boto3.client("cloudwatch").put_metric_data(
        Namespace="Leadflow",
        MetricData=[
            {
                "MetricName": "Refused",
                "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
                "Timestamp": datetime.now(UTC) - timedelta(days=days_ago),
                "Value": count,
                "Unit": "Count",
            }
        ],
    )


@pytest.mark.usefixtures("stack")
def test_each_source_is_shown_with_its_address_and_how_it_has_been_doing(capsys: Out) -> None:
    put_secrets(contact="a+b/c d\nold", newsletter="MFkw", site="wk")
    for days_ago in (0, 1, 9):
        put_refusals("contact", "not_authenticated", 3, days_ago)
    put_refusals("contact", "unreadable", 1, 2)
    table, now = DynamoSources(boto3.client("dynamodb"), "Timeline"), clock.now()
    table.note({"contact": Sighting(now, frozenset({"budget"}))})
    assert main(["sources", "--stack", NAME, "--json"]) == 0
    shown = {row["source"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    contact, newsletter, site, mail = (shown[name] for name in ("contact", "newsletter", "site", "mail"))
    assert contact["address"] == "https://hooks.acme.example/hooks/contact/a%2Bb/c%20d"
    assert contact["refused"] == {"not_authenticated": 6, "unreadable": 1}
    assert (contact["last_received"], contact["unmapped_fields"]) == (iso(now), ["budget"])
    assert (site["address"], site["key"]) == ("https://hooks.acme.example", "wk")
    assert (newsletter["address"], newsletter["key"]) == ("https://hooks.acme.example/hooks/newsletter", None)
    assert (newsletter["refused"], newsletter["last_received"], newsletter["unidentified"]) == ({}, None, 0)
    assert [row["secret_set"] for row in shown.values()] == [True, True, True, False]
    assert mail["address"].startswith("https://leadflow:SECRET@hooks.acme.example/")


@pytest.mark.usefixtures("stack")
def test_people_see_no_secret_that_a_provider_signs_with(capsys: Out) -> None:
    put_secrets(newsletter="MFkw")
    put_refusals("unknown", "not_authenticated", 5, 0)
    assert main(["sources", "--stack", NAME]) == 0
    printed = capsys.readouterr().out
    assert "MFkw" not in printed
    assert "MISSING: `leadflow secret set contact`" in printed
    assert printed.endswith("Addressed to no source of the model: 5 not authenticated in 7 days\n")


@pytest.mark.usefixtures("stack")
def test_a_stack_that_is_not_there_is_named(capsys: Out) -> None:
    assert main(["explain", str(ADA.email), "--stack", "other"]) == 1
    assert "other" in capsys.readouterr().err


@pytest.mark.usefixtures("stack")
def test_without_its_name_the_local_stack_is_meant(capsys: Out) -> None:
    assert main(["explain", str(ADA.email)]) == 1
    assert "--stack names one on AWS" in capsys.readouterr().err
