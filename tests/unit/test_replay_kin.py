from collections.abc import Sequence

import pytest

from leadflow.application.clan import clans
from leadflow.application.replay import Course, replay
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Key, Keys
from leadflow.domain.instant import Instant, iso
from tests.models import ADA, MONDAY, did, later, model
from tests.replaying import printed

POLICY = model(
    sources={"site": {"kind": "segment", "secret": "site", "trust": "public"}},
    signals={"page": {"activity": "page.viewed"}, "form": {"activity": "form.submitted"}},
    scores={"readiness": {"points": {"page": 1, "form": 10}}},
    segments={
        "warm": {"score": "readiness", "at_least": 12},
        "silent": {"without": "interaction", "for": "30 days"},
    },
)
EMAIL, DEVICE = "ada@nordlys.example", "x"
STRANGER = Keys(anonymous_id=DEVICE)
BO = "bo@nordlys.example"
PAGES = [did(f"p{number}", "page.viewed", later(number / 100), STRANGER) for number in range(10)]
FORM = did("form", "form.submitted", later(1), Keys(EMAIL, anonymous_id=DEVICE))
CONTACT = did("contact", "crm.contact.changed", later(2), Keys(EMAIL, crm_id="7"))
CALLED = did("called", "form.submitted", later(3), Keys(crm_id="7"))
BO_S_FORM = did("bo", "form.submitted", later(4), Keys(BO, anonymous_id=DEVICE))
SPLIT = did("split", "identity.split", later(5), ADA, properties={"kind": "anonymous_id", "key": DEVICE})


def scores(*activities: Activity, at: Instant | None = None, transitions: bool = True) -> list[tuple[str, float]]:
    found = replay(POLICY, activities, at, transitions=transitions)
    return [(each.name, each.evaluation.scores["readiness"] or 0) for each in found]


def changes(*activities: Activity, at: Instant | None = None) -> list[tuple[str, ...]]:
    lines = printed(replay(POLICY, activities, at))
    return [tuple(line[word] for word in ("transition", "of", "lead", "at", "cause")) for line in lines if "of" in line]


def who(key: Key, activities: Sequence[Activity], at: Instant = later(9)) -> str | None:
    (clan,) = clans([each for each in activities if each.at <= at], POLICY)
    found = Course(POLICY, at, transitions=False).whose(key, clan)
    return None if found is None else found.name


@pytest.mark.parametrize("transitions", [True, False])
def test_a_stranger_s_pages_a_form_and_a_contact_are_one_lead(transitions: bool) -> None:
    assert scores(*PAGES, FORM, CONTACT, CALLED, transitions=transitions) == [(EMAIL, 30)]


@pytest.mark.parametrize("transitions", [True, False])
def test_two_colleagues_on_one_browser_are_two_leads_and_the_browser_s_own(transitions: bool) -> None:
    assert scores(*PAGES, FORM, BO_S_FORM, transitions=transitions) == [(EMAIL, 10), (BO, 10), (DEVICE, 10)]


def test_until_the_keys_are_known_to_be_one_lead_s_they_are_two_leads() -> None:
    assert scores(*PAGES, FORM, CONTACT, CALLED, at=later(0.5)) == [(DEVICE, 10)]


def test_what_becomes_true_because_keys_meet_is_a_join_s() -> None:
    assert changes(*PAGES, FORM) == [("entered", "warm", EMAIL, iso(later(1)), "join")]


def test_what_ends_because_they_part_is_a_join_s_too() -> None:
    assert changes(*PAGES, FORM, BO_S_FORM)[1:] == [("left", "warm", EMAIL, iso(later(4)), "join")]


def test_what_time_does_to_a_lead_of_several_keys_is_done_at_its_instant() -> None:
    last, silent = did("late", "page.viewed", later(50), STRANGER), ("entered", "silent", EMAIL, iso(later(31)), "time")
    assert silent in changes(FORM, last)
    assert changes(FORM, at=later(31)) == [silent]


def test_what_changed_of_a_stranger_is_told_of_the_lead_that_it_became() -> None:
    many = [did(f"q{number}", "page.viewed", later(-number / 3), STRANGER) for number in range(12)]
    assert changes(*many, FORM)[0] == ("entered", "warm", EMAIL, iso(MONDAY), "activity")


def test_all_of_one_instant_is_known_at_once_whoever_says_it() -> None:
    assert changes(*(did(each.id, each.type, MONDAY, each.lead) for each in (*PAGES, FORM)))[0][3] == iso(MONDAY)


@pytest.mark.parametrize("transitions", [True, False])
def test_a_split_parts_them(transitions: bool) -> None:
    assert scores(*PAGES, FORM, SPLIT, transitions=transitions) == [(EMAIL, 10), (DEVICE, 10)]


@pytest.mark.parametrize("transitions", [True, False])
def test_a_merged_record_is_named_by_the_one_that_it_is_part_of(transitions: bool) -> None:
    old = did("old", "form.submitted", MONDAY, Keys(crm_id="7"))
    merged = did("merged", "crm.contact.merged", later(1), Keys(crm_id="7"), properties={"into": "8"})
    assert scores(old, merged, transitions=transitions) == [("8", 10)]


def test_a_source_in_the_page_ties_a_device_to_an_address_and_nothing_else() -> None:
    site = [
        Activity("1", Keys(EMAIL, user_id="u"), "page.viewed", MONDAY, MONDAY, "site"),
        Activity("2", Keys(user_id="u", anonymous_id=DEVICE), "page.viewed", MONDAY, MONDAY, "site"),
        Activity("3", STRANGER, "page.viewed", MONDAY, MONDAY, "site"),
    ]
    assert scores(*site) == [(EMAIL, 1), ("u", 1), (DEVICE, 1)]
    assert [len(clan.histories) for clan in clans(site, POLICY)] == [1, 1, 1]
    tie = Activity("4", Keys(EMAIL, anonymous_id=DEVICE), "page.viewed", MONDAY, MONDAY, "site")
    assert scores(*site, tie) == [(EMAIL, 3), ("u", 1)]


@pytest.mark.slow
def test_a_recorded_flood_from_the_page_counts_whole_whether_keys_meet_or_not() -> None:
    at = [later(number / 100_000) for number in range(600)]
    flood = [Activity(f"{place}", STRANGER, "page.viewed", when, when, "site") for place, when in enumerate(at)]
    alone, joined = (replay(POLICY, each)[0].facts.sightings("page") for each in (flood, [*flood, FORM]))
    assert [each.id for each in joined] == [each.id for each in alone]
    assert joined[-1].id == "599"


def test_a_key_is_of_the_lead_that_it_has_joined() -> None:
    everything = [*PAGES, FORM, CONTACT]
    keys = [("email", EMAIL), ("anonymous_id", DEVICE), ("crm_id", "7")]
    assert [who(key, everything) for key in keys] == [EMAIL] * 3
    assert who(("anonymous_id", DEVICE), [*PAGES, FORM, SPLIT]) == DEVICE
    assert who(("anonymous_id", DEVICE), PAGES) == DEVICE


def test_a_key_under_which_nothing_was_done_is_nobody_s() -> None:
    assert scores(FORM, SPLIT) == [(EMAIL, 10)]
    assert who(("anonymous_id", DEVICE), [FORM, SPLIT]) is None
