"""Nothing is written or read under a key that is not the one of the leads that are there."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import boto3
import pytest
from botocore.stub import Stubber

from leadflow.adapters import aws
from leadflow.adapters.aws import asking
from leadflow.adapters.intake import message
from leadflow.adapters.lead_key import LeadKey
from leadflow.adapters.tables.canary import Canary, WrongKey
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.leads_scan import LeadsScan
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.cli.main import main
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.state import State
from tests.integration.aws import by_emulator_with_tables, by_moto_with_tables
from tests.integration.stack import up
from tests.integration.test_evaluate import NONE, Stack, clicked, forget, present, stack
from tests.models import MONDAY, did, model
from tests.samples import ADA as AN_ID

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ("stack",)

OURS, ANOTHER = b"k" * 64, b"a" * 64


@pytest.fixture(params=[by_moto_with_tables, by_emulator_with_tables])
def client(request: pytest.FixtureRequest) -> "Iterator[DynamoDBClient]":
    backend: AbstractContextManager[DynamoDBClient] = request.param()
    with backend as client:
        yield client


def test_the_first_key_leaves_a_canary_and_every_other_is_refused(client: "DynamoDBClient") -> None:
    canary = Canary(client, "Leads")
    assert canary.check(ANOTHER) is False
    canary.keep(OURS)
    canary.keep(OURS)
    assert canary.check(OURS) is True
    for refusing in (canary.keep, canary.check):
        with pytest.raises(WrongKey, match="put that one back"):
            refusing(ANOTHER)
    assert canary.check(OURS) is True


def test_of_two_first_keys_one_stays(client: "DynamoDBClient") -> None:
    late = Canary(client, "Leads")
    with mock.patch.object(client, "get_item", return_value={}):  # the other one is not there yet
        late.keep(OURS)
        with pytest.raises(WrongKey):
            late.keep(ANOTHER)
        late.keep(OURS)


def test_the_canary_is_no_lead(client: "DynamoDBClient") -> None:
    Canary(client, "Leads").keep(OURS)
    DynamoLeads(client, "Leads", "Outbox").commit(State(AN_ID, model="m"))
    scan = LeadsScan(client, "Leads")
    assert [state.id for state in scan.states()] == [AN_ID]
    assert list(scan.judged()) == [(AN_ID, "m")]
    assert list(DynamoWakes(client, "Leads").due(Instant(MONDAY * 2))) == []


def test_a_table_that_does_not_answer_says_nothing_about_the_key() -> None:
    with by_moto_with_tables():
        client = aws.dynamodb()
        with Stubber(client) as stub:
            stub.add_client_error("get_item", "InternalServerError", http_status_code=500)
            with pytest.raises(OutsideDown):
                Canary(client, "Leads").keep(OURS)


def test_the_canary_is_asked_once_by_a_function_that_stays() -> None:
    with by_moto_with_tables():
        asked: list[bytes] = []
        secrets = boto3.client("secretsmanager")
        arn = secrets.create_secret(Name="lead-key", SecretString="ours")["ARN"]
        key = LeadKey(asking(secrets), arn, asked.append)
        assert (key.secret, key.secret) == (b"ours", b"ours")
        assert asked == [b"ours"]


def rekeyed(value: str) -> None:
    """Let the stack have another key, and its functions begin anew."""
    boto3.client("secretsmanager").put_secret_value(SecretId="key", SecretString=value)
    forget()


def test_evaluate_refuses_to_work_under_another_key_until_it_is_put_back(stack: Stack) -> None:
    stack.evaluate(message(Parcel([clicked("a", Instant(present() - DAY))])))
    before = stack.state()
    rekeyed("another" * 9)
    told = message(Parcel([clicked("b", present())]))
    for _ in range(2):
        with pytest.raises(WrongKey):
            stack.evaluate(told, "{")
    assert stack.state() == before
    assert stack.buried() == []
    rekeyed("k" * 64)
    assert stack.evaluate(told) == NONE
    state = stack.state()
    assert state is not None
    assert set(state.lead.occurrences) == {"a", "b"}


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "ada@nordlys.example"],
        ["void", "ada@nordlys.example", "form:1", "--reason", "x"],
        ["who", "ada@nordlys.example"],
        ["split", "ada@nordlys.example", "u1", "--reason", "x"],
    ],
)
def test_commands_refuse_another_key(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))
    policy = model(signals={"demo": {"activity": "form.submitted"}})
    with up(tmp_path, policy) as found:
        found.knows(policy, did("form:1", "form.submitted"), at=MONDAY)
        Canary(aws.dynamodb(), "Leads").keep(ANOTHER)
        assert main(words) == 1
        assert found.sent() == []
    assert capsys.readouterr().err == f"{WrongKey()}\n"
