"""A silent lead is put on an email tool's list as time passes, and taken off when it wakes up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadflow.domain.json import Json
from local.crm.exchange import Failure
from local.nurture.brevo import Brevo
from local.nurture.sendgrid import SendGrid
from tests.integration.nursing import ADA, LIST, Nursery, nursery, policy
from tests.integration.outward import put_secret
from tests.unit.channels.matters import KEY

BREVO: Json = {"brevo": "list-12"}
SENDGRID: Json = {"sendgrid": LIST}


@pytest.fixture
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Nursery]:
    with nursery(monkeypatch, tmp_path, policy(request.param)) as found:
        yield found


def called(world: Nursery, kind: str) -> list[tuple[str, int | None]]:
    return [(call.asked.method, call.status) for call in world.tools.standins[kind].calls]


@pytest.mark.parametrize("world", [BREVO], indirect=True)
def test_a_silent_lead_is_nurtured_until_it_wakes_up_and_the_tool_hears_of_each_once(world: Nursery) -> None:
    brevo = world.tools.played["brevo"]
    assert isinstance(brevo, Brevo)
    world.does("first")
    world.pass_days(59)
    assert (called(world, "brevo"), brevo.members(12)) == ([], [])
    world.pass_days(1)
    assert (called(world, "brevo"), brevo.members(12)) == ([("POST", 201)], [ADA.email])
    assert set(world.state().standing.segments) == {"silent_60", "nurtured"}
    world.does("second")
    assert (called(world, "brevo")[1:], brevo.members(12)) == ([("PUT", 204)], [])
    assert set(world.state().standing.segments) == set()
    world.pass_days(60)
    assert (called(world, "brevo")[2:], brevo.members(12)) == ([("POST", 204)], [ADA.email])
    assert world.ended() == [("leave", "done", None), ("nurture", "done", None), ("nurture", "done", None)]


@pytest.mark.parametrize("world", [SENDGRID], indirect=True)
def test_sendgrid_is_asked_who_it_is_before_the_lead_is_taken_off(world: Nursery) -> None:
    sendgrid = world.tools.played["sendgrid"]
    assert isinstance(sendgrid, SendGrid)
    world.does("first")
    world.pass_days(60)
    assert (called(world, "sendgrid"), sendgrid.members(LIST)) == ([("PUT", 202)], [ADA.email])
    world.pass_days(1)
    world.does("second")
    assert (called(world, "sendgrid")[1:], sendgrid.members(LIST)) == ([("POST", 200), ("DELETE", 202)], [])


@pytest.mark.parametrize("world", [BREVO], indirect=True)
def test_who_has_unsubscribed_is_not_nurtured_and_nobody_has_to_look(world: Nursery) -> None:
    world.does("first")
    world.does("stop", "email.unsubscribed")
    world.pass_days(60)
    assert called(world, "brevo") == []
    assert world.ended() == [("nurture", "skipped", "not put on reawaken: they have unsubscribed")]
    assert world.stack.buried() == []
    world.does("second")
    assert world.ended()[:1] == [("leave", "skipped", "the lead is not on reawaken as it is")]


@pytest.mark.parametrize("world", [{"webhook": "flow"}], indirect=True)
def test_a_webhook_is_told_with_the_address(world: Nursery) -> None:
    put_secret(f"http://{world.stack.sink.host}/flow {KEY}", "/leadflow/test/out/flow")
    world.does("first")
    world.pass_days(60)
    world.does("second")
    assert [(each["type"], each["data"]["email"]) for each in world.stack.sink.taken] == [  # type: ignore[index]  # JSON
        ("track.enrolled", ADA.email),
        ("track.withdrawn", ADA.email),
    ]


@pytest.mark.parametrize("world", [BREVO], indirect=True)
def test_a_list_that_was_deleted_is_a_dead_letter_with_its_reason(world: Nursery) -> None:
    brevo = world.tools.played["brevo"]
    assert isinstance(brevo, Brevo)
    brevo.lists.clear()
    world.does("first")
    world.pass_days(60)
    assert world.ended() == [("nurture", "failed", "Brevo answered 400 invalid_parameter")]
    assert [reason for _, reason in world.stack.buried()] == ["Brevo answered 400 invalid_parameter"]


@pytest.mark.parametrize("world", [BREVO], indirect=True)
@pytest.mark.parametrize(
    ("failure", "then"),
    [
        (Failure(500), 201),
        (Failure(429, retry_after=30), 201),
        (Failure(429), 201),
        (Failure(401), 201),
        (Failure(silent=True), 201),
        (Failure(silent=True, done=True), 204),
    ],
)
def test_whatever_fails_on_the_way_it_is_done_in_the_end(world: Nursery, failure: Failure, then: int) -> None:
    brevo = world.tools.played["brevo"]
    assert isinstance(brevo, Brevo)
    world.tools.standins["brevo"].fail(failure)
    world.does("first")
    world.pass_days(60)
    assert called(world, "brevo") == [("POST", None if failure.silent else failure.status), ("POST", then)]
    assert brevo.members(12) == [ADA.email]
    assert world.ended() == [("nurture", "done", None)]
