"""What senders sign verifies, what was touched does not, and hostile bytes are refused by name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.adapters.signatures import (
    BasicUser,
    EcdsaP256,
    Encoding,
    HmacSha256,
    PathToken,
    SecretHeader,
    among,
    public_key,
)
from leadflow.adapters.sources import sendgrid, typeform
from leadflow.application.webhook import NotAuthenticated, Request
from leadflow.domain.instant import Instant, parse
from local.samples import sample, signing_secret

AT: Final = parse("2026-03-02T10:00:00Z")
PRIVATE: Final = signing_secret("sendgrid", "newsletter")
PUBLIC: Final = public_key(PRIVATE)
HEX: Final = HmacSha256("x-signature")
SCHEMES: Final = (
    (sendgrid.SIGNATURE, PRIVATE, PUBLIC),
    (typeform.SIGNATURE, "secret", "secret"),
    (HEX, "secret", "secret"),
)
HEADERS: Final = st.dictionaries(
    st.sampled_from(
        [
            *("authorization", "x-signature", "typeform-signature", "x-leadflow-origin"),
            *("x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"),
        ]
    ),
    st.text() | st.sampled_from(["Basic", "Basic ===", "Bearer ", "sha256=", "v1,a", "Basic w6U=", "\ud800"]),
)

each_scheme = pytest.mark.parametrize(("scheme", "signs", "verifies"), SCHEMES, ids=["ecdsa", "base64", "hex"])


def request(body: bytes, headers: Mapping[str, str]) -> Request:
    return Request("POST", "/hooks/one", "", headers, body, "192.0.2.7")


@each_scheme
def test_what_was_signed_verifies(scheme: EcdsaP256 | HmacSha256, signs: str, verifies: str) -> None:
    scheme.verify(request(b"body\r\n", scheme.sign(b"body\r\n", signs, AT)), ["old", verifies])


@each_scheme
def test_one_bit_flipped_in_the_body_is_refused(scheme: EcdsaP256 | HmacSha256, signs: str, verifies: str) -> None:
    with pytest.raises(NotAuthenticated):
        scheme.verify(request(b"bodx", scheme.sign(b"body", signs, AT)), [verifies])


@each_scheme
def test_one_letter_changed_in_any_header_is_refused(scheme: EcdsaP256 | HmacSha256, signs: str, verifies: str) -> None:
    headers = scheme.sign(b"body", signs, AT)
    for name, value in headers.items():
        changed = value[:9] + ("1" if value[9] != "1" else "2") + value[10:]
        with pytest.raises(NotAuthenticated):
            scheme.verify(request(b"body", {**headers, name: changed}), [verifies])


@each_scheme
def test_without_a_live_secret_nothing_verifies(scheme: EcdsaP256 | HmacSha256, signs: str, verifies: str) -> None:
    for secrets in ([], [""], [verifies[:-2]]):
        with pytest.raises(NotAuthenticated):
            scheme.verify(request(b"body", scheme.sign(b"body", signs, AT)), secrets)


def test_a_signature_under_the_empty_secret_is_refused() -> None:
    with pytest.raises(NotAuthenticated):
        HEX.verify(request(b"body", HEX.sign(b"body", "", AT)), [""])


@given(
    headers=HEADERS,
    body=st.binary(),
    secrets=st.lists(st.text() | st.sampled_from([PUBLIC, "MFkw", "AAAA", "\ud800"])),
)
def test_hostile_bytes_are_refused_by_name(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> None:
    asked = request(body, headers)
    verifiers: list[Callable[[], None]] = [
        lambda: sendgrid.SIGNATURE.verify(asked, secrets),
        lambda: HmacSha256("x-signature", "sha256=", Encoding.BASE64).verify(asked, secrets),
        lambda: BasicUser().verify(asked, [f"{secret} of ours" for secret in secrets]),
        lambda: SecretHeader("x-leadflow-origin").verify(asked, [f"{secret} of ours" for secret in secrets]),
        lambda: PathToken().verify(asked.headers.get("x-signature"), [f"{secret} of ours" for secret in secrets]),
    ]
    for verify in verifiers:
        with pytest.raises(NotAuthenticated):
            verify()


@pytest.mark.parametrize("authorization", ["Basic d2tfdGVzdDo=", "basic  d2tfdGVzdDo=", "Bearer wk_test"])
def test_a_write_key_is_basic_user_or_bearer_token(authorization: str) -> None:
    BasicUser().verify(request(b"", {"authorization": authorization}), ["wk_test"])


@pytest.mark.parametrize("authorization", ["Basic d2tfdGVzdA==", "Digest d2tfdGVzdDo=", "", "Bearer"])
def test_a_write_key_without_its_colon_is_none(authorization: str) -> None:
    with pytest.raises(NotAuthenticated):
        BasicUser().verify(request(b"", {"authorization": authorization}), ["wk_test"])


def test_basic_signs_as_it_verifies() -> None:
    assert BasicUser().sign(b"", "wk_test", AT) == {"authorization": "Basic d2tfdGVzdDo="}


def test_the_secret_header_is_the_secret() -> None:
    edge = SecretHeader("x-leadflow-origin")
    edge.verify(request(b"", edge.sign(b"", "behind", AT)), ["behind"])


def test_the_vectors_end_of_line_is_part_of_its_signature() -> None:
    vector = sample("sendgrid", "vector")
    assert vector.request.body.endswith(b"\r\n")
    with pytest.raises(NotAuthenticated):
        sendgrid.SIGNATURE.verify(request(vector.request.body.strip(), vector.request.headers), [vector.secret])


def test_the_time_is_signed_in_whole_seconds() -> None:
    headers = sendgrid.SIGNATURE.sign(b"", PRIVATE, Instant(AT + 999_999))
    assert headers["x-twilio-email-event-webhook-timestamp"] == str(AT // 1_000_000)


def test_every_secret_is_compared() -> None:
    assert among("b", ["a", "b", "c"])
    assert not among("", ["", "a"])
