"""The tracking API: its key says which source it is, its bodies may be packed, its answers suit its clients."""

import gzip
import json
from dataclasses import replace

import pytest

from leadflow.adapters.payloads import body
from leadflow.application.origins import CORS
from leadflow.application.receive import ACTIVITIES_LIMIT, BODY_LIMIT
from leadflow.application.webhook import Request
from leadflow.domain.sender import Trust
from local.samples import sample, signing_secret
from tests.receiving import NOW, SENDERS, MemoryIntake, received, receiver, said, secrets

DEEP = b"[" * 300 + b"]" * 300


def tracked(raw: bytes, **headers: str) -> Request:
    signed = sample("segment", "page").request.headers
    return Request("POST", "/v1/batch", "", {**signed, **headers}, raw, "192.0.2.7")


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(b"[" * (body.UNPACKED_LIMIT + 1))
    assert len(bomb) < BODY_LIMIT
    outcome = received(tracked(bomb, **{"content-encoding": "gzip"}))
    assert (outcome.answer.status, outcome.refused) == (413, "too_large")


@pytest.mark.slow
def test_a_small_body_cannot_become_an_army_of_activities() -> None:
    many = {"batch": [{"type": "page", "userId": "u"}] * (ACTIVITIES_LIMIT + 1)}
    intake = MemoryIntake()
    outcome = received(tracked(gzip.compress(json.dumps(many).encode()), **{"content-encoding": "gzip"}), intake)
    assert (outcome.answer.status, outcome.refused) == (413, "too_large")
    assert intake.parcels == []


@pytest.mark.parametrize(
    ("raw", "packing"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(b"{}", mtime=0)[:-4], "gzip"),
        (gzip.compress(b'{"batch":[]}', mtime=0) + b"more", "gzip"),
        (b"{}", "br"),
        (b'{"batch":', "identity"),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
        (b'{"batch":[{"type":"track","event":"x","userId":"u","properties":{"deep":%s}}]}' % DEEP, ""),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(raw: bytes, packing: str) -> None:
    outcome = received(tracked(raw, **{"content-encoding": packing}))
    assert (outcome.answer.status, said(outcome)["code"]) == (400, "unreadable")


def test_the_write_key_says_which_source_it_is() -> None:
    intake = MemoryIntake()
    page = sample("segment", "page").request
    assert received(page, intake).source == "site"
    key = {"authorization": source_key("app")}
    assert received(replace(page, headers={**page.headers, **key}), intake).source == "app"
    assert [activity.source for activity in intake.activities] == ["site", "app"]


def source_key(name: str) -> str:
    return f"Bearer {signing_secret('segment', name)}"


def test_what_is_refused_of_a_known_key_is_its_sources() -> None:
    unreadable = received(tracked(b"{"))
    assert (unreadable.refused, unreadable.source) == ("unreadable", "site")
    site = replace(SENDERS["site"], trust=Trust.PUBLIC, origins=("https://www.acme.example",))
    from_elsewhere = replace(receiver(MemoryIntake()), senders={"site": site}).receive(tracked(b"{}"), NOW)
    assert (from_elsewhere.refused, from_elsewhere.source) == ("wrong_origin", "site")


def test_every_write_key_is_tried() -> None:
    known = secrets()
    receiver(MemoryIntake(), known).receive(replace(sample("segment", "page").request, headers={}), NOW)
    assert known.asked == ["app", "site"]


def test_an_unknown_write_key_is_refused_in_words_that_real_clients_take_for_final() -> None:
    outcome = received(replace(sample("segment", "page").request, headers={"authorization": "Basic bm9ib2R5Og=="}))
    assert (outcome.answer.status, said(outcome)["code"]) == (401, "not_authenticated")


def test_a_tracking_call_is_answered_with_exactly_200_and_json() -> None:
    outcome = received(sample("segment", "page").request)
    assert (outcome.answer.status, json.loads(outcome.answer.body)) == (200, {"success": True})


def test_browsers_may_call_from_any_page() -> None:
    preflight = received(Request("OPTIONS", "/v1/page", "", {"origin": "https://www.acme.example"}, b"", "192.0.2.7"))
    assert (preflight.answer.status, preflight.answer.headers) == (204, CORS)
    for outcome in (received(sample("segment", "page").request), received(tracked(b"{"))):
        assert outcome.answer.headers["access-control-allow-origin"] == "*"


def test_browsers_may_send_the_header_that_rudderstacks_library_adds() -> None:
    asked = {"access-control-request-headers": "anonymousid,authorization,content-type"}
    preflight = received(Request("OPTIONS", "/v1/track", "", asked, b"", "192.0.2.7"))
    allowed = preflight.answer.headers["access-control-allow-headers"].split(", ")
    assert set(asked["access-control-request-headers"].split(",")) <= set(allowed)


def test_a_public_key_cannot_say_what_only_the_crm_may() -> None:
    traits = {"title": "VP", "crm.stage": "won", "crm": {"stage": "won"}}
    message = {"type": "identify", "userId": "7", "traits": traits, "messageId": "m"}
    raw = json.dumps({"batch": [message]}).encode()
    told = {}
    for trust in Trust:
        intake = MemoryIntake()
        site = replace(SENDERS["site"], trust=trust)
        replace(receiver(intake), senders={"site": site}).receive(tracked(raw), NOW)
        told[trust] = [activity.traits for activity in intake.activities]
    assert told == {Trust.SERVER: [traits], Trust.PUBLIC: [{"title": "VP"}]}
