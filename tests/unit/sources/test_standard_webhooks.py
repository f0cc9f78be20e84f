"""Standard Webhooks: which signatures hold, and what the model makes of a stranger's events."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.signatures.standard import StandardWebhooks
from leadflow.adapters.sources import resend, standard
from leadflow.application.webhook import NotAuthenticated, Request, Stale, Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.instant import MINUTE, SECOND, Instant, iso, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Pointers, Sender
from local.samples import Sample, sample

VECTOR: Final = sample("standard", "vector")
ED25519: Final = sample("standard", "vector-v1a")
SIGNED: Final = VECTOR.request.headers["webhook-signature"]
AT: Final = parse("2026-03-02T10:00:30Z")
OTHER: Final = StandardWebhooks().pair(bytes(32)).verifying


def heard(one: Sample = VECTOR, **headers: str) -> Webhook:
    named = {f"webhook-{name}": value for name, value in headers.items()}
    return Webhook(one.sender, replace(one.request, headers={**one.request.headers, **named}), one.received_at)


def refused(webhook: Webhook, *secrets: str) -> bool:
    try:
        standard.SIGNATURE.verify(webhook, secrets)
    except NotAuthenticated:
        return True
    return False


@pytest.mark.parametrize(
    "signature", [f"v1,AAAA {SIGNED}", f"{SIGNED} v1,AAAA", f"v9,new v1a,AAAA {SIGNED}", f"  {SIGNED} nothing"]
)
def test_one_of_several_signatures_is_enough_and_unknown_versions_are_passed_over(signature: str) -> None:
    assert not refused(heard(signature=signature), VECTOR.secret)


@pytest.mark.parametrize(
    "signature",
    [
        *("", "v1", "v1,", SIGNED.removeprefix("v1,"), SIGNED.replace("v1,", "v1;"), SIGNED.replace("v1,", "v2,")),
        *(SIGNED.rstrip("="), f"{SIGNED}=", SIGNED.replace(",", ",,"), "v1a,AAAA", "v1,\ud800", "v1,é", "," * 50),
    ],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    assert refused(heard(signature=signature), VECTOR.secret)
    assert refused(heard(ED25519, signature=signature), ED25519.secret)


def test_a_shared_key_fits_no_signature_of_a_pair_and_the_reverse() -> None:
    assert refused(heard(ED25519), VECTOR.secret)
    assert refused(heard(), ED25519.secret)
    assert not refused(heard(ED25519), VECTOR.secret, ED25519.secret)


@pytest.mark.parametrize("secret", ["", "whsec_", "whpk_", "whpk_AAAA", "whsec_%%%", "whpk_whsec_", "whsec_whpk_"])
def test_a_secret_that_is_no_key_fits_nothing(secret: str) -> None:
    empty = standard.SIGNATURE.sign(heard(), "whsec_")
    for webhook in (heard(), heard(ED25519), replace(heard(), request=empty)):
        assert refused(webhook, secret)


def test_a_secret_may_come_without_prefix_and_padding() -> None:
    seed = bytes(range(31))
    webhook = replace(heard(), request=standard.SIGNATURE.sign(heard(), standard.SIGNATURE.pair(seed).signing))
    assert not refused(webhook, standard.SIGNATURE.pair(seed).verifying.removeprefix("whsec_").rstrip("="))


@pytest.mark.parametrize("kind", [standard, resend])
def test_headers_may_begin_with_either_name(kind: object) -> None:
    scheme = resend.SIGNATURE if kind is resend else standard.SIGNATURE
    for one in (VECTOR, sample("resend", "vector")):
        scheme.verify(heard(one), [one.secret])


@pytest.mark.parametrize("away", [5 * MINUTE + SECOND, -5 * MINUTE - SECOND])
def test_a_signature_holds_for_five_minutes_both_ways(away: int) -> None:
    within = Instant(VECTOR.received_at + away - (SECOND if away > 0 else -SECOND))
    assert not refused(replace(heard(), received_at=within), VECTOR.secret)
    with pytest.raises(Stale):
        standard.SIGNATURE.verify(replace(heard(), received_at=Instant(VECTOR.received_at + away)), [VECTOR.secret])


def test_what_has_no_id_is_refused() -> None:
    bare = Webhook(VECTOR.sender, Request("POST", "/hooks/shop", "", {}, b"{}", "192.0.2.7"), VECTOR.received_at)
    signed = standard.SIGNATURE.sign(bare, OTHER)
    assert not refused(replace(bare, request=signed), OTHER)
    nameless = standard.SIGNATURE.sign(replace(bare, request=replace(signed, headers={"webhook-id": ""})), OTHER)
    assert refused(replace(bare, request=nameless), OTHER)


def told(event: Json, sender: Sender, **headers: str) -> list[Activity]:
    named = {f"webhook-{name}": value for name, value in headers.items()}
    request = Request("POST", "/hooks/shop", "", named, json.dumps(event).encode(), "192.0.2.7")
    return list(standard.activities(Webhook(sender, request, AT)))


def shop(types: Mapping[str, str], id: str | None = None) -> Sender:  # noqa: A002 - the model's word
    return Sender("shop", "standard", fields={"/email": "email"}, pointers=Pointers(types=types, id=id))


def test_the_first_pattern_that_fits_gives_the_type() -> None:
    types = {"order.paid": "product.paid", "order.*": "product.ordered", "*": "product.other"}
    names = [told({"type": name}, shop(types))[0].type for name in ("order.paid", "Order.sent", "x")]
    assert names == ["product.paid", "product.ordered", "product.other"]


def test_what_the_model_does_not_name_is_passed_over() -> None:
    assert told({"type": "invoice.paid"}, shop({"order.*": "product.ordered"})) == []


@pytest.mark.parametrize("event", [[], {}, {"type": None}, {"type": 7}, "order", None])
def test_an_event_without_a_type_is_none(event: Json) -> None:
    with pytest.raises(Unreadable):
        told(event, shop({"*": "product.ordered"}))


@pytest.mark.parametrize(
    ("event", "headers", "happened"),
    [
        ({"timestamp": "2026-03-02T09:59:00Z"}, {"timestamp": "1772445600"}, "2026-03-02T09:59:00Z"),
        ({"timestamp": 1772445540}, {"timestamp": "1772445600"}, "2026-03-02T09:59:00Z"),
        ({"timestamp": "soon"}, {"timestamp": "1772445600"}, "2026-03-02T10:00:00Z"),
        ({}, {}, "2026-03-02T10:00:30Z"),
    ],
)
def test_the_events_own_time_comes_before_that_of_its_sending(
    event: dict[str, Json], headers: dict[str, str], happened: str
) -> None:
    assert iso(told({"type": "x", **event}, shop({"*": "product.x"}), **headers)[0].occurred_at) == happened


def test_the_signed_id_is_the_events_unless_the_model_points_at_another() -> None:
    types = {"*": "product.x"}
    first, again = (told({"type": "x", "id": 7}, shop(types), id="msg_1", timestamp=stamp)[0] for stamp in ("1", "2"))
    assert first.id == again.id != told({"type": "x", "id": 7}, shop(types), id="msg_2")[0].id
    pointed = [told({"type": "x", "id": 7}, shop(types, id="/id"), id=name)[0].id for name in ("msg_1", "msg_2")]
    assert pointed[0] == pointed[1] != first.id
    assert told({"type": "x"}, shop(types, id="/id"), id="msg_1")[0].id == first.id
