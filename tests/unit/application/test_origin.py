"""One id goes from the webhook to the errand, and with it the instant from which the lag is counted."""

import json
from dataclasses import replace

from leadflow.adapters.actions import decode, encode, named
from leadflow.adapters.function_url import TRACE, response
from leadflow.adapters.intake import message, opened
from leadflow.adapters.sources import source
from leadflow.application.fetch import Fetch
from leadflow.application.ports import Parcel
from leadflow.application.react import Reactor
from leadflow.application.relay import Relay
from leadflow.application.webhook import Answer
from leadflow.domain.activity import Activity
from leadflow.domain.errand import Errand, Origin, Roundup
from leadflow.domain.instant import MINUTE, Instant, parse
from leadflow.domain.sender import Sender
from local.samples import EVENTS
from tests import fakes
from tests.models import ADA, MONDAY, did, later
from tests.receiving import MemoryActions, MemoryIntake, click, received
from tests.unit.application.joining import SALES, said, seen
from tests.unit.application.workbench import Bench, id_of
from tests.unit.channels.matters import MODEL, NOW, news

WEBHOOK = Origin("webhook", MONDAY)


def told(trace: str, *activities: Activity, minutes: int = 0) -> Parcel:
    heard = Instant(MONDAY + minutes * MINUTE)
    return Parcel([replace(each, received_at=heard) for each in activities], trace=trace)


def origins(bench: Bench) -> set[Origin | None]:
    return {each.origin for each in bench.leads.outbox.kept.values()}


def test_what_is_queued_has_the_id_of_the_request_that_told_it() -> None:
    intake = MemoryIntake()
    received(replace(click(), id="webhook"), intake)
    assert [each.trace for each in intake.parcels] == ["webhook"]


def test_the_sender_is_told_the_id() -> None:
    assert response(Answer(200, b"", {"a": "b"}), "webhook")["headers"] == {"a": "b", TRACE: "webhook"}
    assert response(Answer(200, b"", {"a": "b"}))["headers"] == {"a": "b"}


def test_an_event_goes_on_under_its_own_id() -> None:
    intake = MemoryIntake()
    event = json.loads((EVENTS / "ses/eventbridge/click.json").read_text())
    Relay({"mail": Sender("mail", "ses")}, source, intake, MemoryActions()).relay(event, parse("2026-03-02T10:00:30Z"))
    assert [each.trace for each in intake.parcels] == [event["id"]]


def test_a_message_of_the_intake_says_which_webhook_told_it() -> None:
    assert opened(message(Parcel([did("a")], trace="webhook"))).parcel.trace == "webhook"
    assert json.loads(message(Parcel([did("a")]))).keys() == {"activities"}


def test_news_knows_the_webhook_that_told_of_it() -> None:
    bench = Bench()
    bench.run(told("webhook", did("a"), did("b")))
    assert origins(bench) == {WEBHOOK}


def test_of_several_webhooks_the_last_one_is_the_origin() -> None:
    bench = Bench()
    bench.run(told("late", did("b"), minutes=1), told("early", did("a")))
    assert origins(bench) == {Origin("late", Instant(MONDAY + MINUTE))}


def test_what_time_brings_about_began_with_itself() -> None:
    bench = Bench()
    bench.run(told("webhook", did("a")))
    bench.leads.outbox.kept.clear()
    bench.run(Parcel(wakes=[id_of(ADA)]), now=later(1))
    (left,) = bench.leads.outbox.kept.values()
    assert left.origin is None
    assert left.began == Origin(left.id, left.transition.at)


def test_what_no_webhook_told_has_its_own_id_and_the_instant_of_its_receipt() -> None:
    untold = replace(news(), origin=Origin("", MONDAY))
    assert untold.began == Origin(untold.id, MONDAY)
    assert replace(news(), origin=WEBHOOK).began == WEBHOOK


def test_keys_that_a_webhook_joins_have_it_as_the_origin_of_their_news() -> None:
    bench = Bench(policy=SALES)
    pages = [seen(str(number), user_id="u") for number in range(3)]
    bench.run(Parcel([*pages, said("f", "form.submitted", email="a@a.example")]))
    bench.leads.outbox.kept.clear()
    bench.run(Parcel([said("s", email="a@a.example", user_id="u")], trace="webhook"))
    told_of = {each.transition.of: each.began.trace for each in bench.leads.outbox.kept.values()}
    assert told_of["warm"] == "webhook"


def test_an_activity_that_is_sent_again_alone_keeps_its_webhook() -> None:
    bench = Bench()
    bench.leads.poison = [id_of(ADA)]
    bench.run(told("webhook", did("a")))
    assert {parcel.trace for parcel, _ in bench.intake.sent if parcel.activities} == {"webhook"}


def test_an_errand_knows_where_the_way_of_its_news_began() -> None:
    actions, outbox, heard = fakes.MemoryActions(), fakes.MemoryOutbox(), replace(news(), origin=WEBHOOK)
    outbox.put(heard)
    Reactor(MODEL, actions, outbox, lambda *_: None, lambda *_: None).react(heard, NOW)
    (errand,) = actions.sent
    assert isinstance(errand, Errand)
    assert errand.origin == WEBHOOK
    again = decode(encode(errand))
    assert isinstance(again, Errand)
    assert again.origin == WEBHOOK
    assert named(again) == {"trace": "webhook", "news": heard.id}


def test_what_is_asked_for_is_named_by_the_webhook_that_left_it_out() -> None:
    fetch = Fetch("ads", "lead", "7", NOW, {}, "webhook")
    assert decode(encode(fetch)) == fetch
    assert named(fetch) == {"trace": "webhook"}
    assert named(Roundup("sales", NOW)) == {}


def test_an_errand_without_an_origin_is_named_by_its_news() -> None:
    assert named(Errand(id_of(ADA), "news", "hand_over", 0)) == {"trace": "news", "news": "news"}
