"""Properties found by name, and inside objects by dotted name; who is left out by them."""

from collections.abc import Mapping, Sequence

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from tests.models import MONDAY, did, facts, model

POLICY = model(
    signals={
        "paying": {"activity": "product.login", "where": {"metadata.plan": ["pro", {"at_least": 3}]}},
        "team": {"activity": "product.login", "per": "metadata.team.name", "measure": "metadata.seats"},
    }
)


def login(name: str, **properties: Json) -> Activity:
    return did(name, "product.login", properties=properties)


def sighted(signal: str, *properties: Mapping[str, Json]) -> list[tuple[str, float]]:
    activities = [login(str(place), **each) for place, each in enumerate(properties)]
    found = facts(POLICY, *activities, now=MONDAY).sightings(signal)
    return [(each.id, each.measure) for each in found]


@pytest.mark.parametrize(
    "properties",
    [
        {"metadata": {"plan": "Pro"}},
        {"metadata": {"plan": "4"}},
        {"metadata": {"plan": ["free", "pro"]}},
        {"metadata.plan": "pro"},
        {"metadata.plan": None, "metadata": {"plan": "pro"}},
    ],
)
def test_a_dotted_name_leads_into_objects(properties: Mapping[str, Json]) -> None:
    assert sighted("paying", properties) == [("0", 1.0)]


@pytest.mark.parametrize(
    "properties",
    [
        {"metadata.plan": "free", "metadata": {"plan": "pro"}},
        {"metadata": {"plan": {"name": "pro"}}},
        {"metadata": {"plan": None}},
        {"metadata": [{"plan": "pro"}]},
        {"metadata": "pro"},
        {"plan": "pro"},
        {},
    ],
)
def test_a_property_of_exactly_that_name_goes_first_and_lists_are_not_entered(properties: Mapping[str, Json]) -> None:
    assert sighted("paying", properties) == []


def test_per_and_measure_look_into_objects_too() -> None:
    inner: Sequence[Mapping[str, Json]] = [
        {"team": {"name": "one"}, "seats": 2},
        {"team": {"name": "one"}, "seats": "3"},
        {"team": {"name": {"deep": 1}}},
        {"seats": 9},
    ]
    assert sighted("team", *({"metadata": each} for each in inner), {"metadata.team.name": "two"}) == [
        ("1", 3.0),
        ("4", 0.0),
    ]


def ignoring(*rules: Json) -> LeadModel:
    return model(ignore=list(rules))


@pytest.mark.parametrize(
    "rule",
    [
        {"email": "*@nordlys.example"},
        {"email": "ADA@Nordlys.*"},
        {"ip": "203.0.113.*"},
        {"ip": "203.0.113.7"},
        {"where": {"test": True}},
        {"where": {"metadata.plan": ["internal", "tr*"], "test": True}},
        {"where": {"seats": [{"above": 6}, 1]}},
        {"where": {"url": "*/status"}},
    ],
)
def test_what_fits_one_rule_is_left_out(rule: Json) -> None:
    activity = login(
        "a", ip="203.0.113.7", test=True, metadata={"plan": "trial"}, seats=7, url="https://acme.example/status?x"
    )
    assert ignoring({"email": "bo@*"}, rule).ignored.matches(activity)


@pytest.mark.parametrize(
    "rule",
    [
        {"email": "nordlys.exampl*"},
        {"email": "ada@nordlys"},
        {"ip": "203.0.113.1"},
        {"where": {"test": "true"}},
        {"where": {"test": True, "plan": "trial"}},
        {"where": {"seats": {"above": 7}}},
    ],
)
def test_what_fits_no_rule_whole_is_heard(rule: Json) -> None:
    assert not ignoring(rule).ignored.matches(login("a", ip="203.0.113.7", test=True, seats=7))


def test_what_says_nothing_of_itself_fits_no_rule() -> None:
    policy = ignoring({"email": "*@*.example"}, {"ip": "2*"}, {"where": {"test": False}})
    assert not policy.ignored.matches(did("a", lead=Keys(user_id="7"), properties={"ip": 203}))


def test_a_domain_is_left_out_however_it_is_spelt() -> None:
    policy = ignoring({"email": "*@Blåbær.example"}, {"email": "*mÿ*"})
    assert policy.ignored.matches(did("a", lead=Keys(email="ann@xn--blbr-roah.example")))
    assert policy.ignored.matches(did("a", lead=Keys(email="MÿNAME@nordlys.example".lower())))


def test_who_is_left_out_is_no_reason_to_judge_anybody_anew() -> None:
    assert ignoring({"where": {"test": True}}).fingerprint == model().fingerprint
