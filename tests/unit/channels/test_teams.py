"""What Teams is sent, that it is safe whatever a stranger writes, and what a workflow's answers mean."""

import json
import re
from pathlib import Path

import pytest

from leadflow.adapters.channels import teams
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import MINUTE
from leadflow.domain.json import Json
from leadflow.domain.message import Message
from local.cards import refusal
from tests.unit.channels.cards import card, items, marked, readable
from tests.unit.channels.matters import dispatch, message, news
from tests.unit.channels.samples import HOSTILE, SAMPLES, hostile

GOLDEN = Path(__file__).parent / "golden" / "teams"
WORKFLOW = "https://prod-7.northeurope.logic.azure.com:443/workflows/7/triggers/manual/paths/invoke?sig=made-up"
MARKDOWN = re.compile(r"[*_`~\[\]<>#|{}\\]")


def posted(told: Message) -> Json:
    body: Json = json.loads(teams.request(dispatch(told, secrets=[WORKFLOW])).body)
    return body


@pytest.mark.parametrize("name", SAMPLES)
def test_cards_look_as_they_were_approved(name: str) -> None:
    body = posted(SAMPLES[name])
    assert readable(body) == (GOLDEN / f"{name}.txt").read_text()
    assert body == json.loads((GOLDEN / f"{name}.json").read_text())


@pytest.mark.parametrize("told", [*SAMPLES.values(), *map(hostile, HOSTILE.values())])
def test_every_card_keeps_to_the_limits_of_teams(told: Message) -> None:
    assert refusal(teams.request(dispatch(told)).body) is None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_never_stand_where_markdown_is_read(text: str) -> None:
    body = posted(hostile(text))
    for found in marked(body):
        assert not MARKDOWN.search(re.sub(r"\{\{(DATE|TIME)\([\dTZ:-]+(, SHORT)?\)\}\}", "", found)), found
    assert not MARKDOWN.search(str(card(body)["fallbackText"]))
    assert list(marked(body)) == list(marked(posted(hostile("x"))))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_keep_to_their_line(text: str) -> None:
    assert readable(posted(hostile(text))).count("\n") == readable(posted(hostile("x"))).count("\n")


def test_the_card_carries_the_news_stable_id() -> None:
    assert card(posted(message()))["id"] == news().id


def test_the_record_is_a_button_and_where_there_is_none_there_is_no_button() -> None:
    (button,) = items(card(posted(SAMPLES["again"])), "actions")
    assert button["url"] == "https://app.hubspot.com/contacts/7/record/0-1/812"
    assert items(card(posted(message())), "actions") == []


def test_the_workflow_s_address_stands_only_where_the_request_goes() -> None:
    request = teams.request(dispatch(secrets=[WORKFLOW]))
    assert request.url == WORKFLOW
    assert b"made-up" not in request.body


def answer(status: int, body: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("status", [200, 202])
def test_what_a_workflow_accepts_is_taken(status: int) -> None:
    teams.read(answer(status))


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, b'{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"x"}}', "400 WorkflowTriggerIsNotEnabled"),
        (401, b'{"error":{"code":"DirectApiAuthorizationRequired"}}', "401 DirectApiAuthorizationRequired"),
        (404, b'{"error": {"code": "WorkflowNotFound"}}', "404 WorkflowNotFound"),
        (400, b'{"code":"ada@x"}', "400"),
        (400, b"not JSON \xff", "400"),
        (302, b"", "302"),
        (413, b"", "413"),
    ],
)
def test_what_a_workflow_refuses_is_refused_for_good_with_its_code(status: int, body: bytes, reason: str) -> None:
    with pytest.raises(RefusedForGood) as refused:
        teams.read(answer(status, body))
    assert refused.value.reason == f"Teams answered {reason}"


@pytest.mark.parametrize("status", [100, 204, 408, 500, 502, 503, 504])
def test_what_is_not_decided_is_tried_again(status: int) -> None:
    with pytest.raises(TryAgain) as again:
        teams.read(answer(status))
    assert again.value.after == 0


def test_too_many_are_tried_again_after_what_teams_asks_for() -> None:
    with pytest.raises(TryAgain) as again:
        teams.read(answer(429, retry_after="60"))
    assert again.value.after == MINUTE
    with pytest.raises(TryAgain):
        teams.read(answer(429))
