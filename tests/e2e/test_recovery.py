"""The rehearsal of docs/operations.md: a lost table is brought back on the local stack, and nobody is told twice."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from leadflow.cli.main import main
from leadflow.cli.running import reached
from leadflow.domain.state import State
from local.embedded import definitions
from local.stack import Stack
from tests.e2e.sender import MODEL, Form

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef

pytestmark = [pytest.mark.e2e, pytest.mark.long]

PEOPLE = ("ada", "bo", "cy")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("recovery"), MODEL) as running:
        for who in PEOPLE:
            assert Form(running.address, running.secrets["contact"]).submit(who) == 200
        running.settle()
        yield running


@pytest.fixture(autouse=True)
def _reached(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADFLOW_HOME", str(stack.home.folder.absolute()))


def known() -> Mapping[str, State]:
    """All leads, by their addresses."""
    with reached() as found:
        return {str(each.lead.keys.email): each for each in found.stack.everybody.states()}


def lose(client: "DynamoDBClient", table: str) -> None:
    """Take out all that the table holds."""
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            client.delete_item(TableName=table, Key={"lead": item["lead"]})


def copied(client: "DynamoDBClient", table: str, name: str) -> str:
    """A copy of the table `leads` under another name, as a recovery to a point in time leaves one."""
    definition: CreateTableInputTypeDef = {**definitions()[0], "TableName": name}
    client.create_table(**definition)
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            client.put_item(TableName=name, Item=item)
    return name


def done(capsys: pytest.CaptureFixture[str], *words: str) -> Mapping[str, int]:
    capsys.readouterr()
    assert main(["recover", *words, "--json"]) == 0
    found: Mapping[str, int] = json.loads(capsys.readouterr().out)
    return found


def alike(now: Mapping[str, State], before: Mapping[str, State]) -> bool:
    """Whether all have done the same and are in the same segments; since when is not asked."""

    def shown(leads: Mapping[str, State]) -> object:
        return {name: (each.lead, {*each.standing.segments}) for name, each in leads.items()}

    return shown(now) == shown(before)


def test_leads_that_are_lost_are_made_again_of_their_timelines(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    leads, before, told = stack.provisioned.outputs["LeadsTable"], known(), len(stack.messages())
    lose(stack.clients.dynamodb, leads)
    assert known() == {}
    assert done(capsys, "leads") == {"seen": 3, "written": 3, "sent": 3}
    stack.settle()
    assert alike(known(), before)
    assert len(stack.messages()) == told
    assert min(each.version for each in known().values()) > max(each.version for each in before.values())


def test_leads_that_nothing_would_wake_are_found_and_mended(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    leads, before = stack.provisioned.outputs["LeadsTable"], known()
    assert main(["audit"]) == 0
    for state in before.values():
        stack.clients.dynamodb.update_item(
            TableName=leads, Key={"lead": {"S": state.id}}, UpdateExpression="REMOVE wake_at, wake_shard"
        )
    capsys.readouterr()
    assert main(["audit", "--json", "--repair"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["absent"] == len(PEOPLE)
    stack.settle()
    assert main(["audit"]) == 0
    assert all(each.wake_at for each in known().values())


def test_leads_that_are_lost_come_back_from_a_copy_and_sales_hears_of_what_happens_then(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    leads, before, told = stack.provisioned.outputs["LeadsTable"], known(), len(stack.messages())
    copy = copied(stack.clients.dynamodb, leads, "leads-copy")
    lose(stack.clients.dynamodb, leads)
    held = len(stack.clients.dynamodb.scan(TableName=copy)["Items"])
    assert done(capsys, "leads", "--from", copy) == {"seen": held, "written": held, "sent": 0}
    assert done(capsys, "leads", "--from", copy)["written"] == 0
    assert done(capsys, "leads", "--from", copy, "--overwrite")["written"] == held
    assert alike(known(), before)
    assert done(capsys, "leads", "--since", "1h")["sent"] == 3
    stack.settle()
    assert alike(known(), before)
    assert len(stack.messages()) == told
    assert main(["audit"]) == 0
    stack.set_clock(2 * 86_400)
    stack.settle()
    assert len(stack.messages()) == told + len(PEOPLE)  # all of them have cooled
    assert main(["audit"]) == 0


def test_only_leads_can_be_made_of_timelines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", "outbox"]) == 2
    assert main(["recover", "leads", "--from", "copy", "--since", "1h"]) == 2
    assert "--since goes without --from" in capsys.readouterr().err
