"""How values are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.match import AnyOf, Bounds, Within, like, number, url_like


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*/pricing*", "www.acme.example/pricing/enterprise", True),
        ("*/pricing*", "www.acme.example/prices", False),
        ("VP *", "vp operations", True),
        ("vp *", "svp operations", False),
        ("ceo", "CEO", True),
        ("c?o", "cto", False),
        ("[a]*", "[a]bc", True),
        ("a*a", "a", False),
        ("*", "", True),
        ("straße*", "STRASSE 1", True),
    ],
)
def test_only_the_asterisk_is_special_and_letter_case_does_not_matter(pattern: str, text: str, fits: bool) -> None:
    assert like(pattern, text) is fits


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    assert not like("*a" * 50 + "b", "a" * 100_000)


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("*/pricing", "https://WWW.Acme.example/pricing?utm_source=x#top", True),
        ("www.acme.example/*", "https://user:pw@www.acme.example:8443/a", True),
        ("https*", "https://www.acme.example/", False),
        ("*?plan=pro", "https://acme.example/pricing?plan=pro", True),
        ("*plan=pro", "https://acme.example/pricing?plan=pro", False),
        ("*/pricing", "/pricing", True),
        ("*[*", "http://[", True),  # no address at all: taken as it is
    ],
)
def test_a_url_pattern_sees_host_and_path_and_the_query_only_if_it_asks_for_one(
    pattern: str, url: str, fits: bool
) -> None:
    assert url_like(pattern, url) is fits


@pytest.mark.parametrize(
    ("value", "found"),
    [("50", 50.0), (" 5.5 ", 5.5), ("1e3", 1000.0), ("-2", -2.0), (7, 7.0), ("12 GB", None), ("nan", None),
     ("inf", None), ("1_000", None), (True, None), (None, None), ("", None), (float("inf"), None), (10**400, None)],
)  # fmt: skip
def test_numeric_text_counts_as_its_number_and_nothing_else_does(value: object, found: float | None) -> None:
    assert number(value) == found  # type: ignore[arg-type] # anything may stand in a property


def test_at_least_and_at_most_are_inclusive_above_and_below_are_not() -> None:
    assert Bounds(at_least=5, at_most=7).hold(5)
    assert Bounds(at_least=5, at_most=7).hold(7)
    assert not Bounds(above=5).hold(5)
    assert not Bounds(below=7).hold(7)


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_excluded_bounds_hold_for_nothing_between(edge: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    for bounds in (Bounds(at_least=edge), Bounds(at_most=edge), Bounds(above=edge), Bounds(below=edge)):
        if bounds.exclude(low, high):
            assert not bounds.hold(low)
            assert not bounds.hold(high)


def test_a_list_fits_if_one_of_its_elements_does() -> None:
    assert AnyOf(("news",), globs=True).holds(["spring", "news"])
    assert not AnyOf(("news",), globs=True).holds([])


def test_a_truth_value_is_no_number() -> None:
    assert AnyOf((True,)).holds(value=True)
    assert not AnyOf((1,)).holds(value=True)
    assert AnyOf((1,)).holds("1")


def test_text_that_is_no_number_fails_a_number_test() -> None:
    assert Within(Bounds(at_least=200)).holds("340")
    assert not Within(Bounds(at_least=200)).holds("many")
