"""What a person takes back does not count, what a person gives back does, whatever the order."""

from dataclasses import replace
from itertools import permutations

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.fold import VOIDS_KEPT, fold
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from tests.models import MONDAY, did, facts, later, model

POLICY = model(
    sources={"crm": {"kind": "form", "secret": "crm"}, "site": {"kind": "form", "secret": "site"}},
    signals={"demo": {"activity": "form.submitted"}},
    segments={"known": {"trait": "title", "exists": True}},
)
DEMO = did("a", "form.submitted", MONDAY, traits={"title": "CTO"})


def void(name: str = "v", of: Json = "a", day: float = 1) -> Activity:
    return did(name, "activity.voided", later(day), properties={"activity": of})


def restore(name: str = "r", of: Json = "a", day: float = 2) -> Activity:
    return did(name, "activity.restored", later(day), properties={"activity": of})


def counts(*activities: Activity) -> bool:
    return bool(facts(POLICY, *activities, now=later(9)).sightings("demo"))


def test_what_is_taken_back_does_not_count_and_what_is_given_back_does() -> None:
    assert counts(DEMO)
    assert not counts(DEMO, void())
    assert counts(DEMO, void(), restore())


def test_the_order_in_which_it_comes_does_not_matter() -> None:
    for told in permutations([DEMO, void(), restore(), void("w", day=3)]):
        lead = Lead()
        for activity in told:
            lead = fold(lead, [activity], POLICY, later(9))
        assert lead.void("a") is True
        assert not lead.counts("a")


def test_of_one_instant_the_source_listed_first_has_the_word_then_the_greater_id() -> None:
    by_crm, by_site = replace(void(), source="crm"), replace(restore(day=1), source="site")
    assert not counts(DEMO, by_crm, by_site)
    assert not counts(DEMO, by_site, by_crm)
    assert counts(DEMO, restore("z", day=1), void("v", day=1))
    assert not counts(DEMO, restore("r", day=1), void("z", day=1))


def test_a_person_s_word_overrules_a_mark_and_leaves_it_where_it_is() -> None:
    flagged = replace(DEMO, machine="a scanner")
    assert not counts(flagged)
    assert counts(flagged, restore())
    assert fold(Lead(), [flagged, restore()], POLICY, later(9)).machine("a") == "a scanner"


def test_traits_are_not_taken_back() -> None:
    assert facts(POLICY, DEMO, void(), now=later(9)).member("known")


def test_who_takes_back_was_seen_but_did_not_interact() -> None:
    seen = facts(POLICY, void(), now=later(9))
    assert seen.first_seen == later(1)
    assert not seen.sightings("interaction")


@pytest.mark.parametrize("of", [None, "", 7, ["a"]])
def test_a_word_about_nothing_is_none(of: Json) -> None:
    assert fold(Lead(), [void(of=of)], POLICY, later(9)).voids == {}


def test_a_word_about_what_nobody_has_told_of_waits_thirty_days() -> None:
    early = fold(Lead(), [void()], POLICY, later(1))
    in_time = Instant(later(1) + VOIDS_KEPT - 1)
    assert not fold(early, [DEMO], POLICY, in_time).counts("a")
    forgotten = fold(early, [did("b", at=later(31))], POLICY, Instant(in_time + 1))
    assert forgotten.voids == {}
    assert fold(forgotten, [DEMO], POLICY, later(32)).counts("a")


def test_a_word_about_what_is_known_stays() -> None:
    lead = fold(Lead(), [DEMO, void()], POLICY, later(1))
    assert fold(lead, [did("b", at=later(300))], POLICY, later(300)).void("a")


def test_a_word_about_a_click_that_only_its_evidence_shows_stays() -> None:
    policy = model(
        signals={"demo": {"activity": "form.submitted"}, "clicked": {"activity": "email.clicked", "keep": 1}}
    )
    mail = did("m", "email.delivered", properties={"message_id": "m1"})
    clicks = [did(f"c{n}", at=later(n), properties={"message_id": "m1"}) for n in (0, 1, 2)]
    lead = fold(Lead(), [mail, *clicks, restore(of="c0")], policy, later(2))
    assert lead.void("c0") is False
    later_on = fold(lead, [did("b", "form.submitted", later(300))], policy, later(300))
    assert later_on.void("c0") is False
