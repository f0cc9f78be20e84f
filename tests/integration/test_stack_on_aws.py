"""Commands that speak with a stack on AWS find it by its name, as moto plays it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.config import default_user_config

from leadflow.cli.main import main
from leadflow.domain.json import Json
from leadflow.model.compile import load
from tests.integration.stack import Stack, up
from tests.models import ADA, KINDS, did, later

NAME = "acme"
MODEL: dict[str, Json] = {
    "model": "acme",
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


@pytest.mark.usefixtures("stack")
def test_a_stack_that_is_not_there_is_named(capsys: Out) -> None:
    assert main(["explain", str(ADA.email), "--stack", "other"]) == 1
    assert "other" in capsys.readouterr().err


@pytest.mark.usefixtures("stack")
def test_without_its_name_the_local_stack_is_meant(capsys: Out) -> None:
    assert main(["explain", str(ADA.email)]) == 1
    assert "--stack names one on AWS" in capsys.readouterr().err
