"""What a request to the endpoint is answered, what goes into the queue, and what never does."""

import json
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.signatures.tokens import SecretHeader
from leadflow.adapters.sources import SOURCES, sendgrid
from leadflow.application.receive import BODY_LIMIT, gate
from leadflow.application.webhook import Request, Scheme
from leadflow.domain.instant import DAY, Duration, Instant
from local.samples import Sample, sample, samples, signed, signing_secret
from tests.receiving import NOW, SENDERS, MemoryIntake, MemorySecrets, click, received, receiver, said, secrets
from tests.unit.test_receive_trust import Sly


def test_an_authentic_webhook_is_in_the_queue_before_it_is_answered() -> None:
    intake = MemoryIntake()
    outcome = received(click(), intake)
    assert (outcome.answer.status, outcome.accepted, outcome.source) == (200, 1, "newsletter")
    assert [activity.type for activity in intake.activities] == ["email.clicked"]


@pytest.mark.parametrize("kind", SOURCES)
def test_every_sample_is_taken(kind: str) -> None:
    for one in (one for one in samples() if one.sender.kind == kind):
        take(one)


def take(one: Sample) -> None:
    intake = MemoryIntake()
    known = MemorySecrets({one.sender.secret: [one.secret]})
    parts = replace(receiver(intake, known), senders={one.sender.name: one.sender})
    outcome = parts.receive(one.request, one.received_at)
    assert (outcome.answer.status < 400, outcome.refused) == (True, None)
    assert len(intake.activities) == len(one.expected) == outcome.accepted


def test_an_unknown_source_answers_as_a_bad_signature_does_and_costs_no_look_up() -> None:
    known = secrets()
    unknown = receiver(MemoryIntake(), known).receive(replace(click(), path="/hooks/nobody"), NOW)
    assert known.asked == []
    forged = received(replace(click(), body=b"[]"))
    assert unknown.answer == forged.answer
    assert (forged.answer.status, said(forged)["code"]) == (401, "not_authenticated")


def test_a_source_without_a_secret_is_refused() -> None:
    outcome = received(replace(sample("typeform", "response").request, path="/hooks/keyless"))
    assert (outcome.answer.status, outcome.refused) == (401, "not_authenticated")


def test_what_is_refused_is_not_in_the_queue() -> None:
    intake = MemoryIntake()
    for asked in (
        replace(click(), body=b"[]"),
        replace(click(), path="/hooks/site"),
        replace(click(), headers={}),
    ):
        assert received(asked, intake).answer.status == 401
    assert intake.parcels == []


def test_a_secret_store_that_is_down_asks_the_sender_to_come_again() -> None:
    outcome = receiver(MemoryIntake(), replace(secrets(), down=True)).receive(click(), NOW)
    assert (outcome.answer.status, said(outcome)["code"]) == (503, "unavailable")


def test_a_queue_that_is_down_asks_the_sender_to_come_again() -> None:
    outcome = received(click(), MemoryIntake(down=True))
    assert (outcome.answer.status, outcome.refused, outcome.accepted) == (503, "unavailable", 0)


def test_a_signature_that_is_too_old_is_told_apart() -> None:
    class Strict(Sly):
        SIGNATURE: Scheme = replace(sendgrid.SIGNATURE, window=Duration(DAY))

    told = replace(receiver(MemoryIntake()), source=lambda _: Strict()).receive(click(), Instant(NOW + 3 * DAY))
    assert (told.answer.status, told.refused, told.source) == (401, "stale", "newsletter")


def test_a_body_over_the_limit_is_refused_unread() -> None:
    known = secrets()
    outcome = receiver(MemoryIntake(), known).receive(replace(click(), body=b"x" * (BODY_LIMIT + 1)), NOW)
    assert (outcome.answer.status, said(outcome)["code"], known.asked) == (413, "too_large", [])


@pytest.mark.parametrize("name", ["newsletter", "nobody", "contact/token", "nobody/token"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_at_an_address_does_not_tell_who_is_known(method: str, name: str) -> None:
    outcome = received(Request(method, f"/hooks/{name}", "", {}, b"", "192.0.2.7"))
    assert outcome.answer == received(Request("GET", "/hooks/any", "", {}, b"", "192.0.2.7")).answer
    assert outcome.answer.status == 200


def test_a_look_without_wanting_the_answer_is_welcome_whatever_the_address_asks() -> None:
    assert received(Request("HEAD", "/hooks/newsletter", "ws=7", {}, b"", "192.0.2.7")).answer.status == 200


@pytest.mark.parametrize("name", ["newsletter", "nobody", "contact", "contact/guessed", "nobody/guessed"])
def test_a_challenge_that_nobody_may_make_is_answered_alike_whoever_is_known(name: str) -> None:
    outcome = received(Request("GET", f"/hooks/{name}", "rendered", {}, b"", "192.0.2.7"))
    assert outcome.answer == received(replace(click(), body=b"[]")).answer


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/robots.txt"),
        ("OPTIONS", "/"),
    ],
)
def test_there_is_nothing_elsewhere(method: str, path: str) -> None:
    outcome = received(Request(method, path, "", {}, b"", "192.0.2.7"))
    assert (outcome.answer.status, said(outcome)["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", path) for path in ("/", "/hooks", "/hook/newsletter", "/v1/import")),
        *(("PUT", path) for path in ("/", "/hooks/newsletter", "/hooks/contact/token")),
        ("GET", "/hooks"),
        ("GET", "/v1/page"),
        ("DELETE", "/hooks/newsletter"),
    ],
)
def test_a_mistyped_address_is_no_404_after_which_some_providers_never_send_again(method: str, path: str) -> None:
    outcome = received(Request(method, path, "", {}, b"", "192.0.2.7"))
    assert (outcome.answer.status, said(outcome)["code"]) == (401, "not_authenticated")


def test_a_form_is_told_from_a_stranger_by_its_token() -> None:
    form = sample("form", "contact").request
    assert received(form).answer.status == 200
    for path in ("/hooks/contact", "/hooks/contact/", "/hooks/contact/wrong", form.path + "/more"):
        assert received(replace(form, path=path)).answer.status == 401


def test_a_form_thanks_a_person_with_a_page_and_a_script_with_json() -> None:
    form = sample("form", "contact").request
    assert received(form).answer.headers["content-type"] == "text/html; charset=utf-8"
    assert said(received(replace(form, headers={**form.headers, "accept": "application/json"})))["code"] == "accepted"


def test_an_activity_that_names_nobody_is_kept_and_counted() -> None:
    intake = MemoryIntake()
    outcome = received(sample("sendgrid", "no-address").request, intake)
    assert (outcome.accepted, outcome.unidentified, len(intake.activities)) == (1, 1, 1)


def test_an_event_of_an_unknown_kind_is_accepted_and_ignored() -> None:
    intake = MemoryIntake()
    outcome = received(sample("sendgrid", "account-status-change").request, intake)
    assert (outcome.answer.status, outcome.accepted, intake.parcels) == (200, 0, [])


EDGE: Final = SecretHeader("x-leadflow-origin")


@pytest.mark.parametrize(("shown", "status"), [("behind", 200), ("beside", 401), ("", 401)])
def test_a_request_that_comes_around_the_edge_is_refused(shown: str, status: int) -> None:
    shut = gate(EDGE.presented_by, MemorySecrets({"edge": ["behind"]}), "edge")
    asked = replace(click(), headers={**click().headers, EDGE.header: shown})
    assert replace(receiver(MemoryIntake()), gate=shut).receive(asked, NOW).answer.status == status


def test_an_edge_without_its_secret_lets_nobody_in() -> None:
    shut = gate(EDGE.presented_by, MemorySecrets({}), "edge")
    assert replace(receiver(MemoryIntake()), gate=shut).receive(click(), NOW).answer.status == 401


def test_a_thousand_events_are_a_handful_of_messages() -> None:
    event = json.loads(click().body)[0]
    raw = json.dumps([{**event, "email": f"lead{index}@nordlys.example"} for index in range(1000)]).encode()
    plain, intake = replace(click(), body=raw), MemoryIntake()
    outcome = received(signed(SENDERS["newsletter"], plain, signing_secret("sendgrid", "newsletter"), NOW), intake)
    assert (outcome.accepted, len(intake.activities)) == (1000, 1000)
    assert len(intake.parcels) <= 8
