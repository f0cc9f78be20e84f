"""What EventBridge brings reaches those sources that listen to it, and no others."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, cast

import pytest

from leadflow.adapters.sources import source
from leadflow.application.fetch import Fetch
from leadflow.application.ports import OutsideDown
from leadflow.application.relay import Event, Outcome, Relay
from leadflow.application.webhook import Source, Unreadable
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import Instant, parse
from leadflow.domain.sender import Sender, Trust
from local.samples import EVENTS
from tests.receiving import MemoryActions, MemoryIntake

NOW: Final = parse("2026-03-02T10:00:30Z")
MAIL: Final = Sender("mail", "ses")
TOPIC: Final = Sender("topic", "ses", topics=("arn:aws:sns:eu-west-1:123456789012:ses-events",))
FORM: Final = Sender("demo", "typeform", "demo")


def event(name: str) -> Event:
    read: Event = json.loads((EVENTS / f"ses/eventbridge/{name}.json").read_text())
    return read


def relayed(told: Event, intake: MemoryIntake, *senders: Sender) -> Outcome:
    return Relay({sender.name: sender for sender in senders}, source, intake, MemoryActions()).relay(told, NOW)


def test_an_event_goes_to_the_source_that_listens_to_eventbridge() -> None:
    intake = MemoryIntake()
    assert relayed(event("click"), intake, TOPIC, FORM, MAIL) == Outcome(("mail",), accepted=1)
    assert [(one.source, one.lead.email, one.received_at) for one in intake.activities] == [
        ("mail", "ada@nordlys.example", NOW)
    ]


def test_what_nobody_hears_is_left_alone() -> None:
    intake = MemoryIntake()
    for told in (event("sending-status"), {}, {"source": "aws.ses"}, {"source": "aws.s3", "detail-type": "Email Sent"}):
        assert relayed(told, intake, MAIL) == Outcome()
    assert relayed(event("click"), intake, TOPIC, FORM) == Outcome()
    assert intake.parcels == []


def test_what_tells_nothing_is_heard_all_the_same() -> None:
    intake = MemoryIntake()
    assert relayed({**event("click"), "detail": {"eventType": "Advice"}}, intake, MAIL) == Outcome(("mail",))
    assert intake.parcels == []


def test_what_names_nobody_is_counted_as_such() -> None:
    click = event("click")
    detail = click["detail"]
    assert isinstance(detail, dict)
    assert isinstance(detail["mail"], dict)
    of_two = {**detail, "mail": {**detail["mail"], "destination": ["ada@nordlys.example", "bo@fjell.example"]}}
    assert relayed({**click, "detail": of_two}, MemoryIntake(), MAIL) == Outcome(("mail",), 1, unidentified=1)


class Voiding:
    """A source over which somebody takes activities back."""

    def hears(self, event: Event, sender: Sender) -> bool:
        return True

    def relayed(self, event: Event, sender: Sender, received_at: Instant) -> Iterator[Activity | Fetch]:
        yield Activity("void", Keys("ada@nordlys.example"), Kind.ACTIVITY_VOIDED, received_at, received_at, sender.name)


@pytest.mark.parametrize(("trust", "accepted"), [(Trust.SERVER, 1), (Trust.PUBLIC, 0)])
def test_a_public_source_says_no_more_over_eventbridge_than_by_a_webhook(trust: Trust, accepted: int) -> None:
    relay = Relay(
        {"mail": replace(MAIL, trust=trust)}, lambda _: cast("Source", Voiding()), MemoryIntake(), MemoryActions()
    )
    assert relay.relay({}, NOW).accepted == accepted


class Hinting(Voiding):
    """A source whose events say only that there is something to ask for."""

    def relayed(self, event: Event, sender: Sender, received_at: Instant) -> Iterator[Activity | Fetch]:
        yield Fetch(sender.name, "lead", "7", received_at)


def test_what_an_event_leaves_out_is_to_be_asked_for() -> None:
    intake, actions = MemoryIntake(), MemoryActions()
    relay = Relay({"mail": MAIL}, lambda _: cast("Source", Hinting()), intake, actions)
    assert relay.relay({}, NOW) == Outcome(("mail",), asked=1)
    assert (intake.parcels, actions.errands) == ([], [Fetch("mail", "lead", "7", NOW)])


def test_what_cannot_be_read_or_queued_is_raised_so_that_it_comes_again() -> None:
    intake = MemoryIntake()
    with pytest.raises(Unreadable):
        relayed({**event("click"), "detail": "click"}, intake, MAIL)
    with pytest.raises(OutsideDown):
        relayed(event("click"), MemoryIntake(down=True), MAIL)
    assert intake.parcels == []
