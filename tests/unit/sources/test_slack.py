"""What a click in Slack decides, and that it is Slack who says so."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlencode

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from leadflow.adapters.buttons import ID_LIMIT, SNOOZE, buttons, pressed
from leadflow.adapters.sources import slack
from leadflow.application.webhook import NotAuthenticated, Stale, Unreadable, Webhook
from leadflow.domain.activity import Kind
from leadflow.domain.decision import REASONS, SNOOZES, Decision
from leadflow.domain.instant import DAY, MINUTE, SECOND, Instant, iso
from leadflow.domain.json import Json
from local.samples import Sample, sample

NEWS: Final = "0Zx8lqV3mT2bYc9wJ4nRkA.7.entered:sales_ready"
REJECT: Final = sample("slack", "reject")
REFERENCE: Final = f"hand_over {NEWS}"


def decided(one: Sample, body: bytes | None = None) -> Sequence[Decision]:
    request = one.request if body is None else replace(one.request, body=body)
    return list(slack.decisions(Webhook(one.sender, request, one.received_at)))


def clicked(**changed: Json) -> Sequence[Decision]:
    payload = {**json.loads(parse_qs(REJECT.request.body.decode())["payload"][0]), **changed}
    return decided(REJECT, urlencode({"payload": json.dumps(payload)}).encode())


def acted(**changed: Json) -> Sequence[Decision]:
    payload = json.loads(parse_qs(REJECT.request.body.decode())["payload"][0])
    return clicked(actions=[{**payload["actions"][0], **changed}])


def test_a_rejection_says_of_which_news_by_whom_and_why_and_names_no_person() -> None:
    [decision] = decided(REJECT)
    assert (decision.news, decision.automation, decision.by) == (NEWS, "hand_over", "U01ANN")
    assert (decision.kind, decision.reason, decision.until) == (Kind.SALES_REJECTED, "not a fit", None)
    assert (iso(decision.at), iso(decision.shown_at)) == ("2026-03-02T10:00:25.417840Z", "2026-03-02T10:00:00.000200Z")
    assert decision.callback.startswith("https://hooks.slack.com/actions/")
    assert "hooks.slack.com" not in repr(decision)


def test_an_acceptance_has_no_reason_and_no_end() -> None:
    [decision] = decided(sample("slack", "accept"))
    assert (decision.kind, decision.reason, decision.until) == (Kind.SALES_ACCEPTED, "", None)


def test_a_snooze_ends_so_long_after_the_click() -> None:
    [decision] = decided(sample("slack", "snooze"))
    assert (decision.kind, decision.until) == (Kind.SALES_SNOOZED, Instant(decision.at + 7 * DAY))


@pytest.mark.parametrize("name", ["others-button", "cleared", "shortcut", "ssl-check"])
def test_what_decides_nothing_is_taken_and_passed_over(name: str) -> None:
    one = sample("slack", name)
    assert decided(one) == []
    assert list(slack.activities(Webhook(one.sender, one.request, one.received_at))) == []


def test_what_need_not_be_there_may_be_missing() -> None:
    [decision] = decided(sample("slack", "nulls"))
    at = sample("slack", "nulls").received_at
    assert (decision.at, decision.shown_at, decision.callback) == (at, at, "")


@pytest.mark.parametrize(
    "changed",
    [
        {"action_id": "leadflow.delete"},
        {"action_id": ["leadflow.reject"]},
        {"action_id": SNOOZE, "selected_option": {"value": "for ever"}},
        {"selected_option": {"value": ""}},
        {"selected_option": "not a fit"},
        {"block_id": "hand_over"},
        {"block_id": f"hand_over {NEWS[1:]}"},
        {"block_id": f" {NEWS}"},
        {"block_id": "hand_over roundup.sales.475123"},
        {"block_id": 7},
    ],
)
def test_a_button_that_is_none_of_ours_decides_nothing(changed: Mapping[str, Json]) -> None:
    assert acted(**changed) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"user": None},
        {"user": {"id": ""}},
        {"user": {"id": "<!channel>"}},
        {"user": {"id": "U" * 41}},
        {"actions": None},
        {"actions": {"0": {}}},
        {"actions": ["accept"]},
    ],
)
def test_a_click_of_nobody_or_of_nothing_is_unreadable(changed: Mapping[str, Json]) -> None:
    with pytest.raises(Unreadable):
        clicked(**changed)


@pytest.mark.parametrize("body", [b"", b"a=1", b"payload=", b"payload=%7B", b"payload=[]", b"payload=1&payload=2"])
def test_a_body_that_is_no_interaction_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        decided(REJECT, body)


def test_a_reason_is_one_line_of_limited_length_whatever_comes_back() -> None:
    [decision] = acted(selected_option={"value": "a\nb\x00" + "c" * 5000})
    assert decision.reason.startswith("a bc")
    assert len(decision.reason) == 150


def test_an_address_that_is_none_or_too_long_is_left_out() -> None:
    assert [each.callback for each in (*clicked(response_url={}), *clicked(response_url="h" * 1001))] == ["", ""]


def test_a_message_is_not_younger_than_its_click() -> None:
    [decision] = clicked(container={"message_ts": "1999999999.000000"})
    assert decision.shown_at == decision.at


def test_slack_s_own_library_agrees_on_the_signature() -> None:
    vector = sample("slack", "vector")
    headers = vector.request.headers

    class Then(Clock):
        def now(self) -> float:
            return float(headers["x-slack-request-timestamp"])

    verifier = SignatureVerifier(vector.secret, Then())
    assert verifier.is_valid_request(vector.request.body, dict(headers))
    assert slack.SIGNATURE.sign(Webhook(vector.sender, vector.request, vector.received_at), vector.secret).headers == (
        headers
    )


@pytest.mark.parametrize("late", [-5 * MINUTE - SECOND, 5 * MINUTE + SECOND])
def test_a_click_that_is_sent_again_later_is_stale(late: int) -> None:
    heard = Webhook(REJECT.sender, REJECT.request, Instant(REJECT.received_at + late))
    with pytest.raises(Stale):
        slack.SIGNATURE.verify(heard, [REJECT.secret])


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-request-timestamp": "1772445631"},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v1=0"},
    ],
)
def test_a_click_that_somebody_else_has_signed_is_refused(headers: Mapping[str, str]) -> None:
    forged = replace(REJECT.request, headers={**REJECT.request.headers, **headers})
    with pytest.raises(NotAuthenticated):
        slack.SIGNATURE.verify(Webhook(REJECT.sender, forged, REJECT.received_at), [REJECT.secret])


def test_every_choice_of_the_buttons_comes_back_as_what_it_is() -> None:
    [block] = buttons("hand_over", NEWS)
    assert isinstance(block, dict)
    found = [pressed(action) for action in choices(block)]
    assert [each.kind for each in found if each] == [
        Kind.SALES_ACCEPTED,
        *[Kind.SALES_REJECTED] * len(REASONS),
        *[Kind.SALES_SNOOZED] * len(SNOOZES),
    ]
    assert {(each.automation, each.news) for each in found if each} == {("hand_over", NEWS)}


def choices(block: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The actions that Slack would make of each thing that can be chosen."""
    elements, found = block["elements"], list[Mapping[str, Json]]()
    assert isinstance(elements, list)
    for element in elements:
        assert isinstance(element, dict)
        options = element.get("options", [None])
        assert isinstance(options, list)
        found += [{**element, "block_id": block["block_id"], "selected_option": each} for each in options]
    return found


def test_names_too_long_for_slack_s_id_leave_the_buttons_out() -> None:
    fitting = "a" * (ID_LIMIT - len(NEWS) - 1)
    assert len(list(buttons(fitting, NEWS))) == 1
    assert list(buttons(f"{fitting}a", NEWS)) == []
