"""What an operator sees of the sources of a running stack, and that what it says is true."""

import json
from urllib.parse import urlencode

import pytest
import urllib3

from leadflow.adapters.settings import Settings
from leadflow.cli.main import main
from leadflow.cli.stack import HOME
from local.stack import Stack
from tests.e2e.sender import Form

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _home(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, str(stack.home.folder))
    assert Settings.from_environment().values[HOME]


def test_the_address_that_is_shown_takes_webhooks_and_then_says_when_it_did(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "--json"]) == 0
    shown = {row["source"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    before = shown["quick"]["refused"].get("not_authenticated", 0)
    fields = urlencode({"email": "flo@example.org", "budget": "9", "_submission": "flo"})
    header = {"content-type": "application/x-www-form-urlencoded"}
    assert urllib3.request("POST", shown["quick"]["address"], body=fields, headers=header).status == 200
    assert Form(stack.address, "guessed", "quick").submit("mallory") == 401
    stack.settle()
    assert main(["sources", "--json"]) == 0
    quick = {row["source"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}["quick"]
    assert quick["last_received"] is not None
    assert quick["unmapped_fields"] == ["budget"]
    assert quick["refused"]["not_authenticated"] == before + 1
    assert quick["secret_set"]


def test_people_read_the_same(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources"]) == 0
    printed = capsys.readouterr().out
    assert f"{stack.address}/hooks/contact/{stack.secrets['contact']}" in printed
    assert "proves itself   a secret in the address" in printed
