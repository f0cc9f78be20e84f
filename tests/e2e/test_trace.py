"""One id leads from the answer to a webhook to the message that followed from it, on the local stack."""

import json
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlencode

import pytest
import urllib3

from leadflow.cli.main import main
from leadflow.cli.running import reached
from local.stack import Stack

pytestmark = pytest.mark.e2e


@pytest.fixture
def trace(stack: Stack, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The id of a webhook that made a lead hot, as its sender was told it."""
    monkeypatch.setenv("LEADFLOW_HOME", str(stack.home.folder.absolute()))
    url = f"{stack.address}/hooks/contact/{stack.secrets['contact']}"
    fields = {"email": f"{request.node.name}@example.org", "name": "Tracy", "_submission": request.node.name}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = urllib3.PoolManager(retries=False).request("POST", url, body=urlencode(fields), headers=headers)
    assert answer.status == 200
    stack.settle()
    return answer.headers["x-request-id"]


def followed(capsys: pytest.CaptureFixture[str], *words: str) -> Mapping[str, list[dict[str, object]]]:
    assert main(["trace", *words, "--json"]) == 0
    found: Mapping[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def test_the_id_of_the_answer_leads_through_every_function_to_the_delivery(
    trace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = followed(capsys, trace)
    assert [each["function"] for each in found["steps"]] == ["receive", "evaluate", "react", "deliver"]
    assert [str(each["told"]).partition(",")[0] for each in found["steps"]] == [
        "contact told of 1 activity",
        "judged",
        "entered hot: 1 action queued",
        "came to sales: done",
    ]
    (news,) = found["news"]
    (delivery,) = cast("list[dict[str, object]]", news["deliveries"])
    assert (delivery["automation"], delivery["channel"], delivery["outcome"]) == ("came", "sales", "delivered")
    assert 0 < cast("int", delivery["lag_ms"]) < 60_000
    assert followed(capsys, str(news["id"])) == found


@pytest.mark.usefixtures("trace")
def test_the_id_of_an_activity_leads_to_what_followed_from_it(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    who = f"{request.node.name}@example.org"
    with reached() as found:
        (activity,) = found.archive.history(who)
    (news,) = followed(capsys, activity.id, "--email", who)["news"]
    assert str(news["id"]).endswith(".entered:hot")
    assert main(["trace", "another", "--email", who]) == 1
    assert "has no activity another" in capsys.readouterr().err


def test_a_person_reads_how_long_it_took_and_of_whom_nothing(trace: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", trace]) == 0
    told = capsys.readouterr().out
    assert "deliver   came to sales: done" in told
    assert "s after it came in" in told
    assert "example.org" not in told
    assert main(["trace", "of-nobody"]) == 1
