"""Signatures that state their time, HubSpot's three, and an address that carries a token instead."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.signatures.hubspot import HubSpotHash, HubSpotV3
from leadflow.adapters.sources import calendly, webflow
from leadflow.application.webhook import NotAuthenticated, Request, Scheme, Stale, Webhook
from leadflow.domain.instant import MINUTE, Duration, Instant, parse
from leadflow.domain.sender import Sender
from tests.unit.sources.vectors import DATA

AT: Final = parse("2023-11-14T22:13:20Z")
URL: Final = "https://hooks.acme.example/hooks/one"
STAMPED: Final[Mapping[str, Scheme]] = {
    "webflow": webflow.SIGNATURE,
    "calendly": calendly.SIGNATURE,
    "hubspot v3": HubSpotV3(),
}
HUBSPOT: Final = DATA["hubspot"]

each_stamped = pytest.mark.parametrize("name", STAMPED)


def webhook(path: str = "/hooks/one", token: str | None = None, at: Instant = AT, query: str = "") -> Webhook:
    sender = Sender("one", "one", "one", url=URL)
    return Webhook(sender, Request("POST", path, query, {}, b'{"a":1}', "192.0.2.7"), at, token)


def signed(scheme: Scheme, asked: Webhook, secret: str = "live") -> Webhook:
    return replace(asked, request=scheme.sign(asked, secret))


@each_stamped
@pytest.mark.parametrize("later", [0, 5 * MINUTE, -5 * MINUTE])
def test_a_signature_holds_for_five_minutes(name: str, later: int) -> None:
    scheme = STAMPED[name]
    came = replace(signed(scheme, webhook()), received_at=Instant(AT + later))
    scheme.verify(came, ["older", "live"])
    beyond = Duration(1 if later >= 0 else -1)
    with pytest.raises(Stale):
        scheme.verify(replace(came, received_at=Instant(AT + (later or 5 * MINUTE) + beyond)), ["live"])


@each_stamped
def test_a_stranger_s_signature_is_wrong_before_it_is_old(name: str) -> None:
    came = replace(signed(STAMPED[name], webhook(), "stranger"), received_at=Instant(AT + 60 * MINUTE))
    with pytest.raises(NotAuthenticated) as refused:
        STAMPED[name].verify(came, ["live", ""])
    assert not isinstance(refused.value, Stale)


@pytest.mark.parametrize("stamp", ["", "soon", "-1700000000", "1" * 5000, "٣", "1.7e9", "0"])
def test_a_time_that_is_none_is_refused(stamp: str) -> None:
    scheme = HubSpotV3()
    asked = webhook()
    forged = replace(asked.request, headers={"x-hubspot-request-timestamp": stamp})
    with pytest.raises(NotAuthenticated):
        scheme.verify(replace(asked, request=forged), ["live"])


def test_one_of_several_signatures_is_enough() -> None:
    header = "calendly-webhook-signature"
    mine = signed(calendly.SIGNATURE, webhook())
    theirs = signed(calendly.SIGNATURE, webhook(), "next").request.headers[header]
    both = f"{mine.request.headers[header]}, {theirs.partition(',')[2]},v0=old,,t"
    came = replace(mine, request=replace(mine.request, headers={header: both}))
    for secret in ("live", "next"):
        calendly.SIGNATURE.verify(came, [secret])
    with pytest.raises(NotAuthenticated):
        calendly.SIGNATURE.verify(came, ["stranger"])


def test_an_address_with_a_token_is_proven_by_it_alone() -> None:
    webflow.SIGNATURE.verify(webhook("/hooks/one/live", "live"), ["older", "live"])
    for secrets in (["another"], [""], []):
        with pytest.raises(NotAuthenticated):
            webflow.SIGNATURE.verify(
                signed(webflow.SIGNATURE, webhook("/hooks/one/wrong", "wrong"), "another"), secrets
            )


def test_an_address_without_a_token_needs_the_signature() -> None:
    webflow.SIGNATURE.verify(signed(webflow.SIGNATURE, webhook()), ["live"])
    with pytest.raises(NotAuthenticated):
        webflow.SIGNATURE.verify(webhook(), ["live"])


def test_what_either_way_is_called_names_both() -> None:
    assert webflow.SIGNATURE.says == "a secret in the address, or HMAC-SHA256 of time and body"
    assert webflow.SIGNATURE.pair(bytes(32)).signing == webflow.SIGNATURE.pair(bytes(32)).verifying


def hashed(version: str, signature: str, uri: str, body: str = HUBSPOT["body"]) -> Webhook:
    headers = {"x-hubspot-signature-version": version, "x-hubspot-signature": signature}
    sender = Sender("one", "one", "one", url=uri)
    return Webhook(sender, Request("POST", "/hooks/one", "", headers, body.encode(), "192.0.2.7"), AT)


@pytest.mark.parametrize("uri", [HUBSPOT["uri_signed"], HUBSPOT["uri_as_received"]])
def test_the_plain_hash_of_the_address_verifies_whether_it_is_decoded_or_not(uri: str) -> None:
    HubSpotHash().verify(hashed("v2", HUBSPOT["v2_hex"], uri), ["older", HUBSPOT["client_secret"]])


def test_the_oldest_hash_covers_the_body_alone() -> None:
    secret = HUBSPOT["client_secret"]
    HubSpotHash().verify(hashed("v1", HUBSPOT["v1_hex"], "https://elsewhere.example"), [secret])
    with pytest.raises(NotAuthenticated):
        HubSpotHash().verify(hashed("v1", HUBSPOT["v1_hex"], URL, HUBSPOT["body"] + " "), [secret])


@pytest.mark.parametrize(
    ("version", "signature", "uri"),
    [
        ("v2", HUBSPOT["v2_hex"], "https://elsewhere.example"),
        ("v2", HUBSPOT["v1_hex"], HUBSPOT["uri_signed"]),
        ("v1", HUBSPOT["v2_hex"], HUBSPOT["uri_signed"]),
        ("v3", HUBSPOT["v1_hex"], HUBSPOT["uri_signed"]),
        ("", "", HUBSPOT["uri_signed"]),
    ],
)
def test_a_hash_of_anything_else_is_refused(version: str, signature: str, uri: str) -> None:
    for secrets in ([HUBSPOT["client_secret"]], [""], []):
        with pytest.raises(NotAuthenticated):
            HubSpotHash().verify(hashed(version, signature, uri), secrets)


def test_the_query_of_the_request_belongs_to_the_address() -> None:
    came = signed(HubSpotV3(), webhook(query="a=x%40y%2Bz"))
    HubSpotV3().verify(came, ["live"])
    plain = replace(came, request=replace(came.request, query="a=x@y%2Bz"))
    HubSpotV3().verify(plain, ["live"])
    for query in ("", "a=x@y+z"):
        with pytest.raises(NotAuthenticated):
            HubSpotV3().verify(replace(came, request=replace(came.request, query=query)), ["live"])
