"""JSON of the sender's own making: who may send it, what the pointers find, and what makes it the same again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.signatures.anywhere import Anywhere
from leadflow.adapters.sources import json as pointed
from leadflow.application.webhook import NotAuthenticated, Request, Unreadable, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.instant import MINUTE, Instant, iso, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Pointers, Sender

AT: Final = parse("2026-03-02T10:00:30Z")
PLAIN: Final = Sender("app", "json", "app", fields={"/email": "email"})
NOWHERE: Final = Pointers()


def webhook(document: Json, pointers: Pointers = NOWHERE, later: int = 0, **headers: str) -> Webhook:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request("POST", "/hooks/app", "", named, json.dumps(document).encode(), "192.0.2.7")
    return Webhook(replace(PLAIN, pointers=pointers), request, Instant(AT + later))


def heard(document: Json, pointers: Pointers = NOWHERE, later: int = 0, **headers: str) -> Sequence[Activity]:
    return list(pointed.activities(webhook(document, pointers, later, **headers)))


def one(document: Json, pointers: Pointers = NOWHERE, later: int = 0, **headers: str) -> Activity:
    [activity] = heard(document, pointers, later, **headers)
    return activity


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("live", {}),
        (None, {"authorization": "Bearer live"}),
        (None, {"authorization": "bearer  live"}),
        (None, {"x-leadflow-secret": "live"}),
        ("wrong", {"x-leadflow-secret": "live"}),
    ],
)
def test_the_secret_may_stand_anywhere(token: str | None, headers: dict[str, str]) -> None:
    plain = webhook({})
    Anywhere().verify(replace(plain, token=token, request=replace(plain.request, headers=headers)), ["other", "live"])


@pytest.mark.parametrize(
    ("token", "headers", "secrets"),
    [
        (None, {}, ["live"]),
        (None, {}, [""]),
        ("", {"authorization": "Bearer ", "x-leadflow-secret": ""}, ["live", ""]),
        (None, {"authorization": "Basic live"}, ["live"]),
        (None, {"authorization": "live"}, ["live"]),
        ("live", {"x-leadflow-secret": "live"}, []),
        ("liv", {"authorization": "Bearer lively", "x-leadflow-secret": "LIVE"}, ["live"]),
    ],
)
def test_without_it_nobody_is_heard(token: str | None, headers: dict[str, str], secrets: Sequence[str]) -> None:
    plain = webhook({})
    with pytest.raises(NotAuthenticated):
        Anywhere().verify(replace(plain, token=token, request=replace(plain.request, headers=headers)), secrets)


NAMED: Final = Pointers(
    type="/name", types={"signup*": "form.submitted", "*.export": "product.used", "signup.x": "page.viewed"}
)


@pytest.mark.parametrize(
    ("document", "pointers", "types"),
    [
        ({}, Pointers(), ["form.submitted"]),
        ({}, Pointers(type="product.used"), ["product.used"]),
        ({"name": "Signup.x"}, NAMED, ["form.submitted"]),
        ({"name": "report.export"}, NAMED, ["product.used"]),
        ({"name": "invoice.paid"}, NAMED, []),
        ({"name": None}, NAMED, []),
        ({"name": "page.viewed"}, NAMED, []),
        ({"name": "page.viewed"}, Pointers(type="/name"), ["page.viewed"]),
        ({"name": "signup"}, Pointers(type="/name"), []),
        ([{"name": "signup"}, {"name": "paid"}, {"name": "x.export"}], NAMED, ["form.submitted", "product.used"]),
        ([], Pointers(), []),
    ],
)
def test_what_type_of_activity_it_is(document: Json, pointers: Pointers, types: list[str]) -> None:
    assert [activity.type for activity in heard(document, pointers)] == types


@pytest.mark.parametrize("document", [None, 1, "x", [1], [{}, None], [[]]])
def test_what_is_no_object_is_unreadable_and_nothing_of_it_is_heard(document: Json) -> None:
    with pytest.raises(Unreadable):
        heard(document)


@pytest.mark.parametrize(
    ("at", "happened"),
    [
        ("2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z"),
        (1772442000, "2026-03-02T09:00:00Z"),
        (1772442000500, "2026-03-02T09:00:00.500000Z"),
        ("1772442000500", "2026-03-02T09:00:00.500000Z"),
        ("yesterday", "2026-03-02T10:00:30Z"),
        (None, "2026-03-02T10:00:30Z"),
    ],
)
def test_when_it_happened(at: Json, happened: str) -> None:
    assert iso(one({"at": at}, Pointers(occurred_at="/at")).occurred_at) == happened


def test_an_id_of_the_senders_is_the_same_for_ever_whatever_else_changes() -> None:
    known = Pointers(id="/id")
    assert one({"id": 7}, known).id == one({"id": "7", "try": 2}, known, 60 * MINUTE, idempotency_key="k").id
    assert one({"id": 7}, known).id != one({"id": 8}, known).id


def test_the_header_that_is_repeated_makes_a_request_the_same_and_its_elements_not() -> None:
    first, second = heard([{"a": 1}, {"a": 1}], idempotency_key="k")
    assert first.id != second.id
    assert first.id == heard([{"a": 1}, {"a": 1}], later=60 * MINUTE, idempotency_key="k")[0].id
    assert first.id != heard([{"a": 1}], idempotency_key="other")[0].id


def test_what_has_no_id_is_the_same_for_some_minutes_and_for_ever_where_it_says_when() -> None:
    dated, said = Pointers(occurred_at="/at"), {"at": "2026-03-02T09:00:00Z"}
    assert one({"a": 1}).id == one({"a": 1}, later=MINUTE).id != one({"a": 1}, later=20 * MINUTE).id
    assert one(said, dated).id == one(said, dated, 60 * MINUTE).id != one({"at": "2026-03-02T09:00:01Z"}, dated).id


def test_what_no_pointer_names_is_evidence_only() -> None:
    activity = one({"email": "ada@nordlys.example", "ssn": "1", "plan": "team"}, Pointers(properties={"/plan": "plan"}))
    assert activity.properties == {"form": "app", "plan": "team"}
    assert activity.raw == {"email": "ada@nordlys.example", "ssn": "1", "plan": "team"}
    assert "form" not in one({}, Pointers(type="product.used")).properties
