"""What is told of keys that join, and what becomes of both where a person parts them."""

from itertools import permutations

import pytest

from leadflow.domain.instant import Instant
from tests.models import MONDAY, later
from tests.unit.application.joining import (
    ADA,
    ADA_HAS_X,
    BO,
    NOW,
    PAGE,
    Town,
    id_of,
    in_every_order,
    parted,
    said,
    seen,
)
from tests.unit.application.workbench import told

PAGES = [seen(f"p{number}", at=Instant(MONDAY + number), anonymous_id="x") for number in range(10)]
CONTACT = said("contact", "crm.contact.changed", later(2), email=ADA, crm_id="7")


@pytest.mark.slow
def test_ten_page_views_a_form_and_the_contact_are_one_lead_with_all_points_and_one_alert() -> None:
    for order in permutations([PAGES[:5], PAGES[5:], [ADA_HAS_X], [CONTACT]]):
        town = Town().hear(*(each for group in order for each in group))
        assert town.readiness("email", ADA) == 20.0
        assert town.at("crm_id", "7").id == town.at("anonymous_id", "x").id == id_of("email", ADA)
        assert town.alerts == [id_of("email", ADA)]


def test_a_join_alone_alerts_nobody_twice() -> None:
    hers = [said(f"h{number}", "form.submitted", email=ADA) for number in range(2)]
    logins = [said(f"f{number}", "form.submitted", user_id="u1") for number in range(2)]
    town = Town().hear(*hers, *logins)
    assert len(town.alerts) == 2
    town.hear(said("tie", email=ADA, user_id="u1"))
    assert len(town.alerts) == 2
    assert town.readiness("email", ADA) == 40.0


def test_a_join_that_makes_a_lead_warm_is_told_once() -> None:
    town = Town().hear(said("h", "form.submitted", email=ADA), *PAGES[:2])
    assert town.alerts == []
    report = town.run(told(seen("tie", email=ADA, anonymous_id="x")), now=NOW)
    assert town.alerts == [id_of("email", ADA)]
    assert report.transitions >= 1


@pytest.mark.parametrize("first", [True, False])
def test_of_who_asked_to_be_erased_nobody_is_alerted(first: bool) -> None:
    gone = said("gone", "crm.contact.deleted", properties={"erase": True}, crm_id="7")
    forms = [said(f"f{number}", "form.submitted", email=ADA) for number in range(2)]
    tie = said("tie", email=ADA, crm_id="7")
    town = Town().hear(*([gone, tie, *forms] if first else [gone, *forms[:1], tie, *forms[1:]]))
    assert town.at("email", ADA).lead.erase_requested == MONDAY
    assert town.readiness("email", ADA) == 20.0
    assert town.alerts == []


def test_a_split_gives_each_its_own_and_the_same_statement_never_joins_them_again() -> None:
    login = said("login", "product.login", user_id="u1")
    tie = said("tie", email=ADA, user_id="u1")
    town = Town().hear(ADA_HAS_X, login, tie)
    assert town.did("email", ADA) == {"form", "login"}
    town.hear(parted("split", "user_id", "u1", later(1)))
    assert town.did("email", ADA) == {"form"}
    assert town.did("user_id", "u1") == {"login"}
    town.hear(tie, said("again", at=later(2), email=ADA, user_id="u1"), said("login2", "product.login", user_id="u1"))
    assert town.did("email", ADA) == {"form"}
    assert town.did("user_id", "u1") == {"login", "login2"}


def test_a_split_before_the_join_is_as_good() -> None:
    tie, split = said("tie", email=ADA, user_id="u1"), parted("split", "user_id", "u1")
    for town in in_every_order(tie, split, said("login", "product.login", user_id="u1")):
        assert town.did("user_id", "u1") == {"login"}
        assert town.alone("user_id", "u1")


def test_what_had_joined_through_a_key_goes_with_it_and_what_is_stated_anew_finds_its_own() -> None:
    town = Town().hear(said("a", user_id="u1", anonymous_id="x"), said("b", email=ADA, user_id="u1"), PAGE)
    town.hear(parted("split", "user_id", "u1", later(1)))
    assert town.home("anonymous_id", "x") == ("user_id", "u1")
    assert town.did("user_id", "u1") == {"page"}
    town.hear(said("c", at=later(2), email=BO, user_id="u1"))
    assert town.did("email", BO) == {"page"}


def test_what_two_keys_had_counted_together_counts_for_each_again() -> None:
    hers = [said(f"h{day}", "product.login", later(day), email=ADA) for day in range(2)]
    others = [said(f"o{day}", "product.login", later(day), user_id="u1") for day in (2, 3)]
    town = Town().hear(*hers, *others, said("tie", email=ADA, user_id="u1"))
    assert town.did("email", ADA) == {"o2", "o3"}
    town.hear(parted("split", "user_id", "u1", later(4)))
    assert town.did("email", ADA) == {"h0", "h1"}
    assert town.did("user_id", "u1") == {"o2", "o3"}


def test_what_a_key_did_for_two_leads_on_the_way_stays_with_the_one_it_is_of() -> None:
    """The record passes from one user's lead to another's, and takes along what had come through it."""
    town = Town().hear(
        said("one", crm_id="7", user_id="u1"),
        said("two", user_id="u1", anonymous_id="x"),
        PAGE,
        said("three", email=ADA, crm_id="7"),
        said("four", at=later(1), email=BO, user_id="u1"),
        said("login", "product.login", user_id="u1"),
    )
    assert town.did("email", ADA) == set()
    assert town.did("email", BO) == {"page", "login"}
    assert town.did("crm_id", "7") == set()
