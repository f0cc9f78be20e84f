"""What is noticed of the sources while their activities go by."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from leadflow.application.sightings import NAME_LIMIT, Lookout, Sighting
from leadflow.domain.activity import Activity
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json
from tests.models import MONDAY, did, model

POLICY: Final = model(
    sources={"contact": {"kind": "form", "secret": "contact"}, "site": {"kind": "segment", "secret": "site"}},
    signals={
        "asked": {"activity": "form.submitted", "where": {"topic": "*price*", "deal.size": {"above": 3}}},
        "each": {"activity": "form.submitted", "per": "product", "measure": "seats"},
    },
)


def told(
    source: str, properties: Mapping[str, Json] | None = None, minutes: int = 0, kind: str = "form.submitted"
) -> Activity:
    at = Instant(MONDAY + minutes * MINUTE)
    return replace(did("a", kind, properties=dict(properties or {})), source=source, received_at=at)


def test_a_source_was_last_heard_of_at_its_latest_activity() -> None:
    found = Lookout(POLICY).sightings(
        [told("site", {}, 5, "page.viewed"), told("site", {}, 2, "page.viewed"), told("contact")]
    )
    assert found == {"site": Sighting(Instant(MONDAY + 5 * MINUTE)), "contact": Sighting(MONDAY)}


def test_a_form_field_that_the_model_makes_nothing_of_is_noticed() -> None:
    fields: dict[str, Json] = {
        "topic": "prices",
        "deal": {"size": 5},
        "product": "x",
        "seats": 3,
        "utm_source": "x",
        "budget": "9",
    }
    assert Lookout(POLICY).sightings([told("contact", fields)])["contact"].fields == {"budget"}


def test_fields_of_several_submissions_come_together_and_stay_short() -> None:
    found = Lookout(POLICY).sightings([told("contact", {"a": "1"}), told("contact", {"b" * 99: "2"})])
    assert found["contact"].fields == {"a", "b" * NAME_LIMIT}


def test_a_field_without_a_name_is_none() -> None:
    assert Lookout(POLICY).sightings([told("contact", {"": "1", " ": "2"})])["contact"].fields == frozenset()


def test_what_no_form_says_has_no_fields() -> None:
    assert Lookout(POLICY).sightings([told("site", {"budget": "9"}, kind="page.viewed")])["site"].fields == frozenset()


def test_a_source_that_the_model_does_not_name_is_nobodys() -> None:
    assert Lookout(POLICY).sightings([told("elsewhere")]) == {}
