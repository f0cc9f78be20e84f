"""A CRM that is busy, forgets, or refuses ends a pull only where nothing else is left."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.crm import Page
from leadflow.application.crm_calls import Unanswered, Unauthorised
from leadflow.application.pull import Tally
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from tests.crms import Ledger, busy, public
from tests.models import did
from tests.pulls import PEOPLE, World


def test_a_public_source_says_nothing_of_the_crm() -> None:
    world = World()
    list(world.pull(sender=public()).run())
    assert world.heard == []


def test_a_crm_that_is_too_busy_for_an_hour_is_waited_for() -> None:
    world = World()
    steps = world.pull().run()
    next(steps)
    world.crm.moods = [busy(60)] * 60
    list(steps)
    assert world.heard == [*PEOPLE, "deals:x"]
    assert world.crm.waits == [(Duration(60 * SECOND), "it is asked too often")] * 60


def test_a_place_that_the_crm_knows_no_more_is_begun_again() -> None:
    world = World()
    world.some(2)
    world.crm.moods = [Reply(200, {}, b'{"names": [], "next": null}'), Reply(400, {}, b"")]
    pull = world.pull()
    list(pull.run())
    assert pull.anew == ["contacts"]
    assert world.heard == [*PEOPLE[:2], *PEOPLE, "deals:x"]
    assert pull.place.tallies["contacts"] == Tally(5, 5)


def test_what_is_refused_from_the_beginning_on_ends_the_pull() -> None:
    world = World()
    world.crm.moods = [Reply(403, {}, b"")]
    with pytest.raises(RefusedForGood, match="403"):
        world.all()


def test_a_place_is_begun_again_once_only() -> None:
    world = World()
    steps = world.pull().run()
    next(steps), next(steps)
    world.crm.moods = [Reply(400, {}, b"")]
    next(steps)
    world.crm.moods = [Reply(400, {}, b"")]
    with pytest.raises(RefusedForGood, match="400"):
        list(steps)


def test_a_page_that_follows_itself_ends_the_pull() -> None:
    world = World()
    steps = world.pull().run()
    next(steps), next(steps)
    world.crm.moods = [Reply(200, {}, b'{"names": [], "next": "2"}')]
    with pytest.raises(RefusedForGood, match="this one again"):
        next(steps)


class Deep(Ledger):
    """A CRM with a record that nobody can keep."""

    def paged(self, sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
        deep: Json = {}
        for _ in range(300):
            deep = {"in": deep}
        return Page([replace(did("deep"), properties={"deep": deep})], 1)


def test_a_record_that_cannot_be_kept_ends_the_pull() -> None:
    with pytest.raises(RefusedForGood, match="nested too deep"):
        World(Deep()).all()


def test_a_refused_secret_ends_the_pull() -> None:
    world = World()
    world.crm.moods = [Reply(401, {}, b""), Reply(401, {}, b"")]
    with pytest.raises(Unauthorised):
        world.all()


def test_a_crm_that_never_answers_ends_the_pull_and_it_goes_on_later() -> None:
    world = World()
    world.some(2)
    world.crm.moods = [TryAgain("no answer")] * 5
    with pytest.raises(Unanswered, match="no answer"):
        world.all()
    world.all()
    assert world.heard == [*PEOPLE, "deals:x"]
