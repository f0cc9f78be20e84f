"""How instants, names and deeds are put into words."""

import pytest

from leadflow.domain.activity import INTERACTIONS
from leadflow.domain.instant import DAY, HOUR, MINUTE, SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.wording import DEEDS, ago, clean, deed, page, words
from tests.unit.channels.matters import NOW, activity


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (-HOUR, "just now"),
        (59 * SECOND, "just now"),
        (MINUTE, "1 minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (2 * HOUR, "2 hours ago"),
        (DAY, "1 day ago"),
        (20 * DAY, "20 days ago"),
        (21 * DAY, "3 weeks ago"),
        (69 * DAY, "9 weeks ago"),
        (70 * DAY, "2 months ago"),
        (400 * DAY, "13 months ago"),
    ],
)
def test_age_is_told_in_the_unit_that_people_use(age: int, said: str) -> None:
    assert ago(Instant(NOW - age), NOW) == said


def test_every_interaction_has_words() -> None:
    assert {kind for kind in INTERACTIONS if "*" not in kind} <= set(DEEDS)


@pytest.mark.parametrize("kind", DEEDS)
def test_a_deed_without_its_property_reads_well(kind: str) -> None:
    said = deed(activity(1, kind, HOUR))
    assert said
    assert "{" not in said
    assert "“" not in said


def test_an_event_of_the_product_is_called_by_its_name() -> None:
    assert deed(activity(1, "product.trial_started", HOUR)) == "used the product: trial started"


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://www.acme.example/pricing/?email=ada@x.example#top", "acme.example/pricing"),
        ("https://acme.example/", "acme.example"),
        ("/pricing", "/pricing"),
        ("https://acme.example/%E2%80%AEevil%0Aline", "acme.example/evil line"),
        ("https://[", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_a_page_is_its_host_and_path(url: Json, read: str) -> None:
    assert page(url) == read


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ada\r\nLindqvist\t\u2028x", "Ada Lindqvist x"),
        ("A\u200bda\u202e\ufeff \x00Lind\x1b[31mqvist", "Ada Lind[31mqvist"),
        ("\ud800Ada", "Ada"),
        ("مدير", "\u2068مدير\u2069"),
        ("x" * 10_000, "x" * 79 + "…"),
        (" \u200b ", ""),
        (7, "7"),
        (True, ""),
        (None, ""),
        (["Ada"], ""),
    ],
)
def test_text_from_outside_becomes_one_clean_line(given: Json, shown: str) -> None:
    assert clean(given) == shown


def test_names_of_the_model_are_read_as_words() -> None:
    assert words("sales_ready") == "sales ready"
