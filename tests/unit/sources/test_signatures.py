"""What senders sign verifies, what was touched does not, and whatever the bytes, a signature is refused by name."""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.adapters.signatures.basic import BasicUser
from leadflow.adapters.signatures.comparing import among
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.adapters.signatures.macs import HmacSha256
from leadflow.adapters.signatures.tokens import SecretHeader
from leadflow.adapters.sources import SOURCES, sendgrid, source
from leadflow.application.webhook import NotAuthenticated, Request, Stale, Webhook
from leadflow.domain.instant import Duration, Instant, parse
from leadflow.domain.sender import Sender
from local.samples import Sample, sample, samples

AT: Final = parse("2026-03-02T10:00:00Z")
FIRST: Final = {one.sender.kind: one for one in reversed(list(samples()))}
"""A sample of every kind."""

ODD: Final = st.text() | st.sampled_from(
    [
        *("Basic", "Basic ===", "Bearer ", "Basic w6U=", "sha256=", "v1,a", "v1,", "v1a,AAAA", "t=,v1=", "t=1", ","),
        *("=", "\ud800", "0", "-1", "1e400", "nan", "9" * 400, "é", "\x00", " ", "2023-11-14T22:13:20.000Z"),
    ]
)


def heard(one: Sample) -> Webhook:
    token = one.request.path.removeprefix("/hooks/").partition("/")[2]
    return Webhook(one.sender, one.request, one.received_at, token or None)


def refuses(webhook: Webhook, secrets: Sequence[str]) -> bool:
    try:
        source(webhook.sender.kind).SIGNATURE.verify(webhook, secrets)
    except NotAuthenticated:
        return True
    return False


def test_what_was_signed_verifies_beside_another_live_secret() -> None:
    for one in FIRST.values():
        assert not refuses(heard(one), ["another", one.secret]), one.name
        assert not refuses(heard(one), [one.secret, "another"]), one.name


@pytest.mark.slow
def test_what_a_made_up_secret_signs_it_verifies() -> None:
    for kind, one in FIRST.items():
        scheme, plain = source(kind).SIGNATURE, replace(heard(one), token=None)
        made = scheme.pair(bytes(range(32)))
        if made.signing:
            signed = scheme.sign(plain, made.signing)
            scheme.verify(replace(plain, request=signed, token=made.signing), [made.verifying])


def test_a_signature_out_of_its_window_is_stale() -> None:
    windows = {kind: window for kind in SOURCES if (window := source(kind).SIGNATURE.window) is not None}
    assert set(windows) >= {"mailgun", "resend", "standard", "calendly", "webflow"}
    for kind, window in windows.items():
        one = FIRST[kind]
        for away in (window + 5_000_000, -window - 5_000_000):
            late = replace(heard(one), received_at=Instant(one.received_at + away))
            with pytest.raises(Stale):
                source(kind).SIGNATURE.verify(late, [one.secret])


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(drawn=st.data())
def test_hostile_bytes_are_refused_by_name(drawn: st.DataObject) -> None:
    one = FIRST[drawn.draw(st.sampled_from(SOURCES))]
    changed = {name: drawn.draw(ODD) for name in one.request.headers if drawn.draw(st.booleans())}
    body = drawn.draw(st.sampled_from([one.request.body, b"", b"{}", b"[]", b"null"]) | st.binary())
    request = replace(one.request, headers={**one.request.headers, **changed}, body=body)
    known = [one.secret] if drawn.draw(st.booleans()) else []
    secrets = [*known, *drawn.draw(st.lists(ODD | st.sampled_from(["whsec_", "whpk_x", "MFkw", "AAAA"])))]
    webhook = replace(heard(one), request=request, token=drawn.draw(st.none() | ODD))
    with suppress(NotAuthenticated):  # anything else is a fault of ours
        source(one.sender.kind).SIGNATURE.verify(webhook, secrets)


def webhook(body: bytes = b"", authorization: str = "", kind: str = "segment") -> Webhook:
    headers = {"authorization": authorization} if authorization else {}
    return Webhook(Sender("one", kind, "one"), Request("POST", "/v1/batch", "", headers, body, "192.0.2.7"), AT)


@pytest.mark.parametrize("authorization", ["Basic d2tfdGVzdDo=", "basic  d2tfdGVzdDo=", "Bearer wk_test"])
def test_a_write_key_is_basic_user_or_bearer_token(authorization: str) -> None:
    BasicUser().verify(webhook(b"", authorization), ["wk_test"])


@pytest.mark.parametrize("authorization", ["Basic d2tfdGVzdA==", "Digest d2tfdGVzdDo=", "", "Bearer"])
def test_a_write_key_without_its_colon_is_none(authorization: str) -> None:
    with pytest.raises(NotAuthenticated):
        BasicUser().verify(webhook(b"", authorization), ["wk_test"])


def test_a_signature_under_the_empty_secret_is_refused() -> None:
    scheme = HmacSha256("x-signature")
    signed = replace(webhook(b"body"), request=scheme.sign(webhook(b"body"), ""))
    with pytest.raises(NotAuthenticated):
        scheme.verify(signed, [""])


def test_the_secret_header_is_the_secret() -> None:
    edge = SecretHeader("x-leadflow-origin")
    edge.presented_by(edge.sign(webhook(), "behind"), ["behind"])


def test_the_vectors_end_of_line_is_part_of_its_signature() -> None:
    vector = sample("sendgrid", "vector")
    assert vector.request.body.endswith(b"\r\n")
    stripped = replace(heard(vector), request=replace(vector.request, body=vector.request.body.strip()))
    assert refuses(stripped, [vector.secret])


def test_the_time_is_signed_in_whole_seconds() -> None:
    private = sendgrid.SIGNATURE.pair(bytes(32)).signing
    late = replace(webhook(kind="sendgrid"), received_at=Instant(AT + Duration(999_999)))
    assert sendgrid.SIGNATURE.sign(late, private).headers[sendgrid.SIGNATURE.timestamp] == str(AT // 1_000_000)


def test_every_secret_is_compared() -> None:
    assert among("b", ["a", "b", "c"])
    assert not among("", ["", "a"])


@pytest.mark.parametrize("letters", [0, 1, 63, 64, 65, 500])
def test_a_keyed_hash_is_that_of_the_standard_library(letters: int) -> None:
    secret = "k" * letters
    for message in (b"", b"message", bytes(1000)):
        assert hmac_sha256(secret, message).digest() == hmac.digest(secret.encode("ascii"), message, "sha256")
