"""The address that is shown is the one that lets its sender in."""

from dataclasses import replace
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest

from leadflow.adapters.sources import SOURCES, source
from leadflow.application.webhook import Webhook
from leadflow.cli.addresses import address
from leadflow.domain.sender import Sender
from local.samples import Sample, samples

ROOT: Final = "https://hooks.acme.example/"
FIRST: Final = {one.sender.kind: one for one in reversed(list(samples()))}
BESIDE: Final = ("segment", "dynamics")
"""Kinds whose senders are told their key apart from the address."""
OURS: Final = [kind for kind in SOURCES if source(kind).SIGNATURE.ours and kind not in BESIDE]


def pasted(one: Sample, url: str) -> Webhook:
    """What a sender posts to that address that knows nothing but the address."""
    from_address = urlsplit(url)
    path = unquote(from_address.path)
    token = path.strip("/").removeprefix("hooks/").partition("/")[2]
    request = replace(one.request, path=path, headers={})
    webhook = Webhook(one.sender, request, one.received_at, token or None)
    if from_address.username:
        credentials = f"{unquote(from_address.username)}:{unquote(from_address.password or '')}"
        return replace(webhook, request=source(one.sender.kind).SIGNATURE.sign(webhook, credentials))
    return webhook


@pytest.mark.parametrize("ending", ["/?#@ å", "%2F+", "/"])
@pytest.mark.parametrize("kind", OURS)
def test_what_is_pasted_lets_its_sender_in(kind: str, ending: str) -> None:
    one = FIRST[kind]
    secret = source(kind).SIGNATURE.pair(bytes(range(32))).verifying + ending
    where = address(ROOT, one.sender, [secret, "old"])
    assert where.url is not None
    assert where.key is None
    source(kind).SIGNATURE.verify(pasted(one, where.url), [secret])


def test_a_key_that_the_provider_adds_to_the_address_by_itself_is_shown_beside_it() -> None:
    one = FIRST["dynamics"]
    where = address(ROOT, one.sender, ["ours", "old"])
    assert (where.url, where.key) == (f"{ROOT}hooks/{one.sender.name}", "ours")


def test_what_a_provider_signs_with_is_not_shown() -> None:
    assert address(ROOT, Sender("news", "sendgrid", "news"), ["MFkw"]).url == "https://hooks.acme.example/hooks/news"


def test_trackers_are_told_the_root_and_their_key() -> None:
    where = address(ROOT, Sender("site", "segment", "site"), ["wk", "old"])
    assert (where.url, where.key) == ("https://hooks.acme.example", "wk")


def test_a_token_that_is_not_there_yet_has_its_place() -> None:
    assert address(ROOT, Sender("contact", "form", "contact"), []).url == f"{ROOT}hooks/contact/SECRET"
