"""All of a CRM is read once, and however often it is broken off, nothing is missing and little is read twice."""

from dataclasses import replace

import pytest

from leadflow.application.ports import OutsideDown
from leadflow.application.pull import Step, Tally
from leadflow.domain.crm import Field
from tests.crms import SENDER
from tests.pulls import PEOPLE, World


def test_every_record_is_sent_once_in_the_order_of_the_crm() -> None:
    world = World()
    world.all()
    assert world.heard == [*PEOPLE, "deals:x"]


def test_what_is_pulled_tells_of_the_past() -> None:
    world = World()
    world.all()
    assert all(parcel.imported for parcel in world.intake.parcels)


def test_owners_come_first_and_are_known_to_all_that_follow() -> None:
    world = World()
    world.all()
    assert world.crm.asked[0] == ("owners", None)
    assert world.crm.known[1:] == [{"o1": "o1@us.example", "o2": "o2@us.example"}] * 4


def test_each_step_says_how_far_it_is() -> None:
    steps = World().all()
    assert steps[0] == Step("owners", Tally(2, 0), 2, None)
    assert steps[2] == Step("contacts", Tally(4, 4), 2, 5)


@pytest.mark.parametrize("pages", range(5))
def test_broken_off_anywhere_it_goes_on_and_nothing_is_missing(pages: int) -> None:
    world = World()
    world.some(pages)
    world.all()
    assert sorted(set(world.heard)) == sorted([*PEOPLE, "deals:x"])


def test_what_was_sent_before_is_not_asked_for_again() -> None:
    world = World()
    world.some(2)
    world.all()
    assert world.crm.asked == [("owners", None), ("contacts", "2"), ("contacts", "4"), ("deals", None)]
    assert world.heard == [*PEOPLE, "deals:x"]


def test_owners_are_known_after_going_on_too() -> None:
    world = World()
    world.some(3)
    world.crm.known.clear()
    world.all()
    assert world.crm.known[-1] == {"o1": "o1@us.example", "o2": "o2@us.example"}


def test_broken_off_while_owners_are_read_anew_it_is_still_where_it_was() -> None:
    world = World()
    world.some(3)
    world.crm.records["owners"] = ["o1", "o2", "o3"]
    world.some(1)
    world.all()
    assert world.crm.asked == [("owners", None), ("owners", "2"), ("contacts", "4"), ("deals", None)]


def test_counts_go_on_where_the_pull_goes_on() -> None:
    world = World()
    world.some(2)
    pull = world.pull()
    list(pull.run())
    assert pull.resumed
    assert pull.place.tallies == {"owners": Tally(2, 0), "contacts": Tally(5, 5), "deals": Tally(1, 1)}


def test_the_place_is_kept_only_after_the_page_was_sent() -> None:
    world = World()
    steps = world.pull().run()
    next(steps)
    world.intake.down = True
    with pytest.raises(OutsideDown):
        next(steps)
    assert world.places.written[-1].start is None
    world.intake.down = False
    world.all()
    assert world.heard == [*PEOPLE, "deals:x"]


def test_a_pull_that_is_done_begins_afresh_when_asked_for_again() -> None:
    world = World()
    world.all()
    assert not world.places.there
    world.crm.asked.clear()
    world.all()
    assert world.crm.asked[:2] == [("owners", None), ("contacts", None)]


def test_it_can_be_begun_again_on_purpose() -> None:
    world = World()
    world.some(3)
    world.all(restart=True)
    assert world.crm.asked[1] == ("contacts", None)


def test_a_changed_map_begins_afresh() -> None:
    world = World()
    world.some(3)
    pull = world.pull(sender=replace(SENDER, fields_map={"title": Field("title", "jobtitle")}))
    list(pull.run())
    assert not pull.resumed
    assert world.crm.asked[1] == ("contacts", None)


def test_only_one_thing_can_be_pulled_and_owners_with_it() -> None:
    world = World()
    world.all("deals")
    assert world.crm.asked == [("owners", None), ("deals", None)]


def test_pulling_one_thing_does_not_disturb_the_place_of_all() -> None:
    world = World()
    world.some(2)
    world.all("deals")
    world.crm.asked.clear()
    world.all()
    assert ("contacts", "2") in world.crm.asked


def test_owners_alone_can_be_pulled() -> None:
    world = World()
    world.all("owners")
    assert world.crm.asked == [("owners", None)]
