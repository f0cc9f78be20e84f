"""What is written into a record: what is ours, what was said last, and never over what the CRM says."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import SAID, WROTE, Field, Object
from leadflow.domain.crm_writing import UNNAMED, Newcomer, Record, changed_values, first_values, newcomer, stated
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.sender import Trust
from leadflow.domain.standing import Standing
from tests.models import ADA, did, later, model

FIELDS: Json = {
    "readiness": {"crm": "lf_readiness"},
    "fit": {"crm": "lf_fit"},
    "interest": {"crm": "lf_interest"},
    "hot": {"crm": "lf_hot"},
    "first_seen": {"crm": "lf_seen"},
    "title": {"crm": "jobtitle", "wins": "latest"},
    "phone": {"crm": "phone", "wins": "crm"},
    "budget": {"crm": "budget", "wins": "us"},
}
MODEL = model(
    sources={
        "newsletter": {"kind": "sendgrid", "secret": "newsletter"},
        "crm": {"kind": "hubspot", "secret": "crm", "token": "t", "url": "https://leads.acme.example/hooks/crm"},
    },
    signals={"clicked": {"activity": "email.clicked"}},
    scores={
        "readiness": {"half_life": "30 days", "points": {"clicked": 10}},
        "fit": {"traits": [{"when": {"trait": "title", "is": "cto"}, "points": 30}]},
    },
    classes={"interest": {"high": {"score": "readiness", "above": 5}}},
    segments={"hot": {"score": "readiness", "above": 8}},
    crm={"provider": "hubspot", "fields": FIELDS},
)
LINES = tuple(MODEL.crm.fields.values()) if MODEL.crm else ()
OF = {line.term: line for line in LINES}


def clicked(at: float = 0) -> Activity:
    return did(f"click-{at}", at=later(at))


def said(at: float, source: str = "newsletter", /, **traits: Json) -> Activity:
    told = did(f"{source}-{at}-{sorted(traits)}", Kind.FORM_SUBMITTED, later(at), traits=traits)
    return replace(told, source=source)


def facts(*activities: Activity, at: float = 10) -> Facts:
    return Facts(MODEL, fold(Lead(), activities, MODEL, later(at)), Standing(), later(at))


def held(**values: Json) -> Record:
    return Record("7", Object.CONTACT, values)


def changed(term: str, about: Facts, current: Json = None) -> Mapping[str, Json]:
    return changed_values([OF[term]], about, Record("7", Object.CONTACT, {OF[term].theirs: current}))


def test_a_new_record_holds_all_that_is_known_whoever_said_it() -> None:
    about = facts(clicked(10), said(1, title="CTO", budget=""), said(2, "crm", phone="+47 22"))
    assert first_values(LINES, about) == {
        "lf_readiness": 10,
        "lf_fit": 30,
        "lf_interest": "high",
        "lf_hot": True,
        "lf_seen": "2026-03-03T09:00:00Z",
        "jobtitle": "CTO",
        "phone": "+47 22",
    }


def test_a_score_has_two_decimals_and_a_whole_one_none() -> None:
    assert changed("readiness", facts(clicked(0), at=10)) == {"lf_readiness": 7.94}
    assert changed("readiness", facts(clicked(0), at=0)) == {"lf_readiness": 10}


def test_what_the_model_works_out_is_written_where_it_differs() -> None:
    about = facts(clicked(10))
    assert changed("hot", about, current=False) == {"lf_hot": True}
    assert changed("hot", about, current=True) == {}
    assert changed("readiness", about, current="10.0") == {}
    assert changed("interest", facts(clicked(-300)), current="high") == {"lf_interest": None}
    assert changed("fit", about, current=30) == {"lf_fit": None}
    assert changed("fit", about) == {}


@pytest.mark.parametrize(("current", "written"), [("old", {"budget": "10k"}), (None, {"budget": "10k"}), ("10K ", {})])
def test_where_we_win_our_value_is_written_over_any_other(current: Json, written: Mapping[str, Json]) -> None:
    assert changed("budget", facts(said(1, budget="10k"), said(2, "crm", budget="old")), current) == written


def test_where_we_win_what_nobody_has_told_us_is_left_alone() -> None:
    assert changed("budget", facts(said(1, "crm", budget="old")), "old") == {}
    assert changed("budget", facts(said(1, budget="")), "old") == {"budget": None}


def test_where_the_crm_wins_only_what_it_never_spoke_of_is_filled_in() -> None:
    ours = said(3, phone="+47 11")
    assert changed("phone", facts(ours)) == {"phone": "+47 11"}
    assert changed("phone", facts(ours), "+47 99") == {}
    emptied = facts(ours, said(1, "crm", phone=""))
    assert changed("phone", emptied) == {}


def test_of_what_was_said_last_the_later_is_written() -> None:
    assert changed("title", facts(said(1, title="CTO"))) == {"jobtitle": "CTO"}
    assert changed("title", facts(said(1, title="CTO"), said(2, "crm", title="VP")), "VP") == {}
    assert changed("title", facts(said(2, title="CTO"), said(1, "crm", title="VP")), "VP") == {"jobtitle": "CTO"}
    assert changed("title", facts(said(1, title="CTO"), said(2, "crm", title=""))) == {}


def test_a_value_of_the_crm_that_we_have_not_heard_of_is_never_overwritten() -> None:
    assert changed("title", facts(said(1, title="CTO")), "CEO") == {}
    assert changed("title", facts(said(2, title="CTO"), said(1, "crm", title="VP")), "CEO") == {}


def test_what_we_wrote_ourselves_is_no_later_word_of_the_crm() -> None:
    """The form says A, we write it, the CRM tells us of it; what was said meanwhile and arrives late is newer still."""
    echoed = (said(1, title="A"), said(1, "crm", **{WROTE + "title": "A"}), said(3, "crm", title="A"))
    about = facts(*echoed, said(2, title="B"))
    assert about.trait("title") == "B"
    assert changed("title", about, "A") == {"jobtitle": "B"}
    corrected = facts(*echoed, said(2, title="B"), said(4, "crm", title="C"))
    assert corrected.trait("title") == "C"
    assert changed("title", corrected, "C") == {}


def test_only_the_crm_s_own_source_says_what_we_wrote() -> None:
    wrote = {WROTE + "title": "A", WROTE + "phone": "1", WROTE + "unheard": "x"}
    assert {*facts(said(1, **wrote)).lead.traits} == set()
    assert {*facts(said(1, "crm", **wrote)).lead.traits} == {WROTE + "title"}
    public = replace(MODEL, senders={**MODEL.senders, "crm": replace(MODEL.senders["crm"], trust=Trust.PUBLIC)})
    assert fold(Lead(), [said(1, "crm", **wrote)], public, later(9)).traits == {}


def test_only_what_was_ours_to_contradict_is_remembered_as_written() -> None:
    about = facts(clicked(1), said(2, title="CTO", budget="10k"), said(1, "crm", phone="1"))
    assert [*stated(LINES, about, first_values(LINES, about))] == ["title"]
    assert stated(LINES, about, {"lf_hot": True, "budget": "10k"}) == {}
    theirs = facts(said(1, title="A"), said(2, "crm", title="B"))
    assert stated(LINES, theirs, first_values(LINES, theirs)) == {}
    assert SAID + "title" in theirs.lead.traits


def test_a_field_that_stands_elsewhere_is_not_asked_about() -> None:
    assert changed_values([Field("region", "region", Object.ACCOUNT)], facts(clicked()), held()) == {}


@pytest.mark.parametrize(
    ("traits", "meant"),
    [
        ({"first_name": "Ada", "last_name": "Lind", "company": "Nordlys"}, ("Ada", "Lind", "Nordlys")),
        ({"name": "Ada Maria Lind"}, ("Ada Maria", "Lind", "nordlys.example")),
        ({"first_name": "A.", "name": "Ada Lind"}, ("A.", "Lind", "nordlys.example")),
        ({"name": " \t", "first_name": "Ada"}, ("", "Ada", "nordlys.example")),
        ({"last_name": 7}, ("", "ada", "nordlys.example")),
        ({}, ("", "ada", "nordlys.example")),
    ],
)
def test_a_newcomer_has_a_name_and_a_company_however_little_is_known(
    traits: Mapping[str, Json], meant: tuple[str, str, str]
) -> None:
    assert newcomer(facts(said(1, **traits)), Object.LEAD) == Newcomer(Object.LEAD, "ada@nordlys.example", *meant)


def test_where_not_even_a_company_is_known_it_says_so() -> None:
    free = replace(clicked(), lead=replace(ADA, email="ada@gmail.com"))
    assert newcomer(facts(free), Object.LEAD).company == UNNAMED
    nobody = replace(clicked(), lead=Keys(crm_id="7"))
    assert newcomer(facts(nobody), Object.CONTACT).email == ""
