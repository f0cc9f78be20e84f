"""How email providers without a signing vector prove themselves: Postal, UniSender Go, and those with a password."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.signatures.basic import BasicOrBearer
from leadflow.adapters.sources import postal, source, unisender_go
from leadflow.application.webhook import NotAuthenticated, Webhook
from local.samples import Sample, sample


def verifies(one: Sample, secret: str, headers: Mapping[str, str], body: bytes | None = None) -> bool:
    request = replace(one.request, headers=headers, body=one.request.body if body is None else body)
    try:
        source(one.sender.kind).SIGNATURE.verify(Webhook(one.sender, request, one.received_at), [secret])
    except NotAuthenticated:
        return False
    return True


def test_postals_key_is_taken_as_it_is_found() -> None:
    one = sample("postal", "sent")
    bare = one.secret
    lines = "\n".join(bare[start : start + 64] for start in range(0, len(bare), 64))
    for secret in (
        f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n",
        f"-----BEGIN PUBLIC KEY----- {bare} -----END PUBLIC KEY-----",
        f"v=DKIM1; t=s; h=sha256; p={bare};",
    ):
        assert verifies(one, secret, one.request.headers)


def test_postals_stronger_signature_counts_where_it_is_there() -> None:
    one = sample("postal", "sent")
    old = {name: value for name, value in one.request.headers.items() if name != "x-postal-signature-256"}
    assert verifies(one, one.secret, old)
    assert not verifies(one, one.secret, {**old, "x-postal-signature-256": old["x-postal-signature"]})
    assert not verifies(one, one.secret, {**old, "x-postal-signature-256": ""})
    assert not verifies(one, postal.SIGNATURE.pair(bytes(32)).verifying, one.request.headers)


def test_unisenders_signature_covers_all_of_the_body() -> None:
    one = sample("unisender_go", "clicked")
    assert verifies(one, one.secret, {})
    for changed in (one.request.body.replace(b"ada@", b"bo@"), one.request.body + b" ", one.request.body + b"\x80"):
        assert not verifies(one, one.secret, {}, changed)


def test_unisenders_signature_has_to_stand_in_the_body_as_it_is() -> None:
    one = sample("unisender_go", "clicked")
    stated = str(json.loads(one.request.body)["auth"])
    escaped = one.request.body.replace(stated.encode(), f"\\u00{ord(stated[0]):x}{stated[1:]}".encode())
    assert json.loads(escaped)["auth"] == stated
    assert not verifies(one, one.secret, {}, escaped)
    assert unisender_go.SIGNATURE.window is None


@pytest.mark.parametrize(
    ("secret", "header", "fits"),
    [
        ("leadflow:pw", f"Basic {b64encode(b'leadflow:pw').decode()}", True),
        ("token", "Bearer token", True),
        ("token", f"Basic {b64encode(b'token').decode()}", False),
        ("token", f"Basic {b64encode(b'token:').decode()}", False),
        ("leadflow:pw", "Bearer other", False),
        ("token", "token", False),
        ("", "Bearer ", False),
    ],
)
def test_a_password_is_basic_and_a_token_bearer(secret: str, header: str, fits: bool) -> None:
    one = sample("brevo", "click")
    assert verifies(one, secret, {"authorization": header}) is fits
    if fits:
        signed = BasicOrBearer().sign(Webhook(one.sender, one.request, one.received_at), secret)
        assert signed.headers["authorization"] == header
