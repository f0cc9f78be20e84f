"""What stands under a message in Slack, and what takes its place once somebody has decided."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from slack_sdk.models.blocks import Block as SdkBlock

from leadflow.adapters.channels import slack
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.decide import Heard
from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.json import Json
from leadflow.domain.message import Message
from local.blocks import refusal
from local.terminal import render
from tests.unit.channels.matters import NOW, dispatch, message, news
from tests.unit.channels.samples import HOSTILE, SAMPLES, hostile

GOLDEN: Final = Path(__file__).parent / "golden" / "slack_buttons"
REJECTED: Final = Decision(
    source="clicks",
    automation="hand_over",
    news=news().id,
    kind=Kind.SALES_REJECTED,
    by="U01ANN",
    at=NOW,
    received_at=NOW,
    shown_at=NOW,
    reason="not a fit",
    callback="https://hooks.slack.com/actions/T0/1/made-up",
)
ACCEPTED: Final = replace(REJECTED, kind=Kind.SALES_ACCEPTED, reason="")
SNOOZED: Final = replace(REJECTED, kind=Kind.SALES_SNOOZED, reason="", until=Instant(NOW + 7 * DAY))

POSTED: Final[Mapping[str, OutboundRequest]] = {
    "asked": slack.request(replace(dispatch(), answerable=True)),
    "accepted": slack.answer(ACCEPTED, Heard.NOTED, message()),
    "rejected": slack.answer(REJECTED, Heard.NOTED, message()),
    "snoozed": slack.answer(SNOOZED, Heard.NOTED, message()),
    "rejected_long_ago": slack.answer(REJECTED, Heard.NOTED, None),
    "unknown": slack.answer(REJECTED, Heard.UNKNOWN, None),
    "erased": slack.answer(REJECTED, Heard.ERASED, None),
}
"""What is posted when, by the name of its golden file."""


def body(request: OutboundRequest) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(request.body)
    return found


def types(request: OutboundRequest) -> list[str]:
    blocks = body(request)["blocks"]
    assert isinstance(blocks, list)
    return [str(block["type"]) for block in blocks if isinstance(block, dict)]


def asked(told: Message) -> list[str]:
    return types(slack.request(replace(dispatch(told), answerable=True)))


@pytest.mark.parametrize("name", POSTED)
def test_what_is_posted_looks_as_it_was_approved(name: str) -> None:
    found = body(POSTED[name])
    assert found == json.loads((GOLDEN / f"{name}.json").read_text())
    shown = render(found, color=False) if "blocks" in found else found["text"]
    assert f"{shown}\n" == (GOLDEN / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", POSTED)
def test_slack_finds_no_fault_with_it(name: str) -> None:
    found = body(POSTED[name])
    assert refusal(found) is None
    for block in SdkBlock.parse_all(list(map(dict, blocks(found)))):
        block.validate_json()


def test_the_buttons_stand_above_the_foot_and_go_with_the_decision() -> None:
    assert types(POSTED["asked"])[-2:] == ["actions", "context"]
    assert "actions" not in types(POSTED["rejected"])
    assert len(types(POSTED["rejected"])) == len(types(POSTED["asked"]))


def test_a_message_whose_answer_nobody_hears_has_no_buttons() -> None:
    assert "actions" not in types(slack.request(dispatch()))


@pytest.mark.parametrize(
    ("name", "has"), [("became", True), ("occurred", True), ("left", False), ("taken_back", False)]
)
def test_there_is_nothing_to_decide_of_a_lead_that_has_left(name: str, has: bool) -> None:
    assert ("actions" in asked(SAMPLES[name])) is has


def test_the_buttons_name_no_person() -> None:
    blocks = body(POSTED["asked"])["blocks"]
    assert isinstance(blocks, list)
    [actions] = [block for block in blocks if isinstance(block, dict) and block["type"] == "actions"]
    assert not any(word in json.dumps(actions) for word in ("Ada", "northwind", "Lindqvist"))


def test_a_changed_message_uses_no_block_s_id_again() -> None:
    assert "block_id" not in POSTED["rejected"].body.decode()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_reason_is_only_words(text: str) -> None:
    shown = body(slack.answer(replace(REJECTED, reason=text), Heard.NOTED, message()))
    expected = body(slack.answer(replace(REJECTED, reason="x"), Heard.NOTED, message()))
    assert refusal(shown) is None
    assert json.dumps(shown).count("<@") == json.dumps(expected).count("<@")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_are_as_harmless_in_a_changed_message(text: str) -> None:
    changed, sent = (
        body(slack.answer(REJECTED, Heard.NOTED, hostile(text))),
        body(slack.request(dispatch(hostile(text)))),
    )
    assert refusal(changed) is None
    kept = [block for block in blocks(sent) if block["type"] != "header"]
    assert [block for block in blocks(changed) if block in kept] == kept


def blocks(found: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    held = found.get("blocks", [])
    assert isinstance(held, list)
    return [block for block in held if isinstance(block, dict)]


def test_only_slack_is_called() -> None:
    assert POSTED["rejected"].hosts == {"hooks.slack.com", "hooks.slack-gov.com"}
    for callback in ("", "http://hooks.slack.com/a", "https://hooks.slack.com:8443/a", "https://evil.example/"):
        with pytest.raises(RefusedForGood):
            slack.answer(replace(REJECTED, callback=callback), Heard.NOTED, message())


@pytest.mark.parametrize("status", [302, 400, 403, 404, 410])
def test_an_address_that_is_used_up_or_too_old_is_refused_for_good(status: int) -> None:
    with pytest.raises(RefusedForGood):
        slack.answered(Reply(status, {}, b"expired_url"))


def test_a_refusal_in_a_success_is_one() -> None:
    with pytest.raises(RefusedForGood):
        slack.answered(Reply(200, {}, b'{"ok": false, "error": "invalid_blocks"}'))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_slack_may_take_later_is_tried_again(status: int) -> None:
    with pytest.raises(TryAgain):
        slack.answered(Reply(status, {}, b""))
