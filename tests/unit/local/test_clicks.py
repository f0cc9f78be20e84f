"""A click on a message that the stand-in has taken is one of Slack's, and its address is used up as Slack's is."""

import json
from dataclasses import replace

import pytest

from leadflow.adapters.sources import slack
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Kind
from leadflow.domain.instant import MINUTE, SECOND, Instant, iso
from leadflow.domain.sender import Sender
from local.clicks import Hand
from local.sink import Message
from local.standins import Answer, Post
from local.standins import slack as standin
from tests.unit.channels.matters import NOW
from tests.unit.channels.test_slack_buttons import POSTED, body

SENDER = Sender("clicks", "slack", "clicks")
ANN = Hand("U01ANN", SENDER, "made-up", "127.0.0.1:9")
ASKED = Message("/slack/sales", iso(NOW), body(POSTED["asked"]))
LATER = Instant(NOW + 10 * SECOND)


@pytest.mark.parametrize(
    ("button", "option", "kind"),
    [
        ("Accept", "", Kind.SALES_ACCEPTED),
        ("Reject", "wrong timing", Kind.SALES_REJECTED),
        ("Snooze", "1 week", Kind.SALES_SNOOZED),
    ],
)
def test_a_click_is_authentic_and_decides_what_was_clicked(button: str, option: str, kind: Kind) -> None:
    heard = Webhook(SENDER, ANN.click(ASKED, button, option, at=LATER), LATER)
    slack.SIGNATURE.verify(heard, ["made-up"])
    [decision] = slack.decisions(heard)
    assert (decision.kind, decision.by, decision.at, decision.shown_at) == (kind, "U01ANN", LATER, NOW)
    assert decision.callback == f"http://127.0.0.1:9/slack/actions/{LATER // SECOND}"


@pytest.mark.parametrize(("button", "option"), [("Delete", ""), ("Accept", "now"), ("Reject", ""), ("Reject", "no")])
def test_what_is_not_there_cannot_be_clicked(button: str, option: str) -> None:
    with pytest.raises(LookupError):
        ANN.click(ASKED, button, option, at=LATER)


def test_a_changed_message_has_nothing_to_click() -> None:
    with pytest.raises(LookupError):
        ANN.click(replace(ASKED, content=body(POSTED["rejected"])), "Accept", at=LATER)


def test_the_address_of_a_click_holds_for_half_an_hour_and_five_times() -> None:
    post = Post(f"actions/{NOW // SECOND}", {}, json.dumps({"text": "a"}).encode(), NOW)
    assert standin(post).taken
    assert standin(replace(post, before=4, now=Instant(NOW + 30 * MINUTE - SECOND))).taken
    assert standin(replace(post, before=5)) == Answer(404, "used_url")
    assert standin(replace(post, now=Instant(NOW + 31 * MINUTE))) == Answer(404, "expired_url")
