"""The stand-ins take what the channels send, and refuse what the real ones refuse."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.channels import CHANNELS, channel
from leadflow.application.channel import Channel, RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import Channel as Way
from local.plain import plain
from local.standins import STANDINS, Answer, Post, secret
from local.terminal import render
from tests.unit.channels.matters import NOW, dispatch

KINDS = {"slack": "slack", "teams": "teams", "email": "mail", "webhook": "webhook"}


def post(kind: str) -> Post:
    """What the channel sends to its stand-in."""
    made: Channel = channel(kind)
    request = made.request(dispatch(secrets=[secret(Way("a", kind, "team"), "127.0.0.1:1")], to="head@acme.example"))
    signed = {"authorization": "AWS4-HMAC-SHA256 x"} if request.service else {}
    return Post("team", {**request.headers, **signed}, request.body, NOW)


def answer(kind: str, posted: Post) -> Answer:
    return STANDINS[KINDS[kind]](posted)


def test_there_is_a_stand_in_for_every_channel() -> None:
    assert set(KINDS) == set(CHANNELS)
    assert set(KINDS.values()) == set(STANDINS)


@pytest.mark.parametrize("kind", CHANNELS)
def test_what_a_channel_sends_is_taken_and_the_channel_knows_it(kind: str) -> None:
    said = answer(kind, post(kind))
    assert said.taken
    channel(kind).read(Reply(said.status, {}, said.text.encode()))


@pytest.mark.parametrize("kind", CHANNELS)
@pytest.mark.parametrize("body", [b"", b"not JSON", b"[]", b"{}", b'{"type":"message","attachments":[7]}'])
def test_what_nobody_would_take_is_refused_so_that_the_channel_knows_it(kind: str, body: bytes) -> None:
    said = answer(kind, replace(post(kind), body=body))
    assert not said.taken
    with pytest.raises((RefusedForGood, TryAgain)):
        channel(kind).read(Reply(said.status, {}, said.text.encode()))


def test_a_signature_that_is_old_or_missing_is_refused() -> None:
    good = post("webhook")
    assert answer("webhook", replace(good, now=Instant(NOW + HOUR))).status == 401
    assert answer("webhook", replace(good, name="another")).status == 401
    assert answer("email", replace(post("email"), headers={})).status == 400


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("FromEmailAddress", "alerts"),
        ("Destination", {"ToAddresses": ["a@acme.example", "b@acme.example"]}),
        ("Destination", {"ToAddresses": ["a@acme.example\r\nBcc: b@acme.example"]}),
    ],
)
def test_a_mail_that_is_none_is_refused(place: str, value: Json) -> None:
    good = post("email")
    body: Mapping[str, Json] = {**json.loads(good.body), place: value}
    assert answer("email", replace(good, body=json.dumps(body).encode())).status == 400


@pytest.mark.parametrize("kind", CHANNELS)
def test_every_message_can_be_read_in_a_terminal(kind: str) -> None:
    told = json.loads(post(kind).body)
    shown = render(told, color=False)
    assert ("demo" if kind == "webhook" else "asked for a demo, 2 hours ago") in " ".join(shown.split())
    assert plain({"text": "Hello"}) == "Hello"
