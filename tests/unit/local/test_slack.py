from pathlib import Path

import pytest

from leadflow.domain.json import Json
from local.blocks import refusal
from local.terminal import render

SAMPLE = Path(__file__).parents[3] / "events/channels/slack.json"


def header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def test_a_message_within_the_limits_is_taken() -> None:
    assert refusal({"text": "a", "blocks": [header("a" * 150), section("b" * 3_000)]}) is None


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ([], "invalid_payload"),
        ({}, "no_text"),
        ({"text": "a" * 40_001}, "msg_too_long"),
        ({"blocks": "a"}, "invalid_blocks"),
        ({"blocks": [header("a" * 151)]}, "invalid_blocks"),
        ({"blocks": [header("")]}, "invalid_blocks"),
        ({"blocks": [section("b" * 3_001)]}, "invalid_blocks"),
        ({"blocks": [section("b")] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "f"}] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "invented"}]}, "invalid_blocks"),
        ({"blocks": ["text"]}, "invalid_blocks"),
    ],
)
def test_a_message_that_slack_refuses_is_refused_in_slacks_words(message: Json, reason: str) -> None:
    assert refusal(message) == reason


def test_markup_becomes_what_a_terminal_can_do() -> None:
    shown = render({"blocks": [section("*bold* 2*3*4 <https://a.example|link> &lt;b&gt;")]})
    assert "\x1b[1mbold\x1b[0m 2*3*4 \x1b[4mlink\x1b[0m <b>" in shown


def test_without_colour_only_letters_are_left() -> None:
    assert render({"blocks": [header("Hello"), section("*a*\n<!date^0^{date}|1 January>")]}, color=False) == (
        "▌ Hello\n▌\n▌ a\n▌ 1 January"
    )


def test_no_line_is_wider_than_a_terminal() -> None:
    shown = render({"blocks": [section("• " + "word " * 60)]}, color=False)
    assert max(len(line) for line in shown.splitlines()) <= 88


def test_two_fields_stand_beside_each_other() -> None:
    fields: Json = {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": "*A*\n1"}, {"type": "mrkdwn", "text": "*B*\n2"}],
    }
    first, second = render({"blocks": [fields]}, color=False).splitlines()
    assert (first.split(), second.split()) == (["▌", "A", "B"], ["▌", "1", "2"])
