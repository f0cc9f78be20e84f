"""Whose a key is, by what senders state, in every order."""

import pytest

from leadflow.domain.kin import NEAREST, Tie
from tests.models import later
from tests.unit.application.joining import ADA, ADA_HAS_X, BO, PAGE, Town, id_of, in_every_order, merged, said, seen


def test_what_a_stranger_did_is_the_lead_s_once_both_keys_are_stated_together() -> None:
    for town in in_every_order(PAGE, ADA_HAS_X):
        assert town.at("anonymous_id", "x").id == id_of("email", ADA)
        assert town.did("email", ADA) == {"page", "form"}


def test_a_public_source_joins_nothing_but_a_device_to_an_address() -> None:
    town = Town().hear(seen("u", "product.login", user_id="u1"), seen("a", email=ADA, user_id="u1", anonymous_id="x"))
    assert town.alone("user_id", "u1")
    assert town.home("anonymous_id", "x") == ("email", ADA)
    town.hear(seen("b", user_id="u1", anonymous_id="y"), seen("c", anonymous_id="y"))
    assert town.alone("anonymous_id", "y")


def test_a_shared_device_joins_neither_whatever_the_order() -> None:
    for town in in_every_order(PAGE, ADA_HAS_X, seen("his", email=BO, anonymous_id="x")):
        assert town.alone("anonymous_id", "x")
        assert town.did("email", ADA) == {"form"}
        assert town.did("email", BO) == {"his"}
        assert town.did("anonymous_id", "x") == {"page"}


@pytest.mark.slow
def test_two_colleagues_on_one_browser_have_no_point_of_each_other() -> None:
    hers, his = said("hers", "product.login", user_id="u1"), said("his", "product.login", user_id="u2")
    browser = [said("tie1", user_id="u1", anonymous_id="x"), said("tie2", user_id="u2", anonymous_id="x")]
    for town in in_every_order(hers, his, PAGE, *browser):
        assert town.did("user_id", "u1") == {"hers"}
        assert town.did("user_id", "u2") == {"his"}
        assert town.did("anonymous_id", "x") == {"page"}


def test_a_device_that_was_seen_with_a_user_follows_when_that_gets_an_address() -> None:
    for town in in_every_order(
        PAGE, said("tie", user_id="u1", anonymous_id="x"), said("late", email=ADA, user_id="u1")
    ):
        assert town.home("anonymous_id", "x") == ("email", ADA)
        assert town.did("email", ADA) == {"page"}


@pytest.mark.slow
def test_a_device_of_two_users_comes_back_when_both_turn_out_to_be_one() -> None:
    news = [said(f"tie{user}", user_id=user, anonymous_id="x") for user in ("u1", "u2")]
    same = [said(f"same{user}", email=ADA, user_id=user) for user in ("u1", "u2")]
    for town in in_every_order(PAGE, *news, *same):
        assert town.home("anonymous_id", "x") == ("email", ADA)


def test_where_the_address_of_a_record_changes_the_record_follows_and_the_old_one_keeps_what_it_did() -> None:
    old, new = said("old", email=ADA, crm_id="7"), said("new", at=later(1), email=BO, crm_id="7")
    form = said("form", "form.submitted", email=ADA)
    call = said("call", "product.login", crm_id="7")
    for town in in_every_order(old, new, form, call):
        assert town.home("crm_id", "7") == ("email", BO)
        assert town.did("email", ADA) == {"form"}
        assert town.did("email", BO) == {"call"}


@pytest.mark.slow
def test_what_the_crm_merges_is_one_lead_with_both_addresses() -> None:
    stated = [said("one", at=later(1), email=ADA, crm_id="7"), said("two", at=later(2), email=BO, crm_id="8")]
    form = said("form", "form.submitted", email=ADA)
    for town in in_every_order(*stated, form, merged("m", "7", "8", later(3))):
        assert town.home("email", ADA) == town.home("crm_id", "7") == ("email", BO)
        assert town.did("email", BO) == {"form"}


def test_a_record_without_an_address_has_that_of_the_one_that_was_merged_into_it() -> None:
    for town in in_every_order(
        said("one", email=ADA, crm_id="7"), merged("m", "7", "8"), said("x", user_id="u1", crm_id="8")
    ):
        assert town.home("crm_id", "8") == town.home("user_id", "u1") == ("email", ADA)
        (claim,) = (each for key, each in town.at("email", ADA).kin.claimed.items() if key == id_of("crm_id", "8"))
        assert claim.tie is Tie.INHERITED


@pytest.mark.slow
def test_a_record_that_was_merged_twice_is_where_it_was_merged_last() -> None:
    addresses = [said(f"a{record}", email=f"{record}@a.example", crm_id=record) for record in "78"]
    for town in in_every_order(*addresses, merged("m1", "9", "7", later(1)), merged("m2", "9", "8", later(2))):
        assert town.home("crm_id", "9") == ("email", "8@a.example")
        assert town.alone("email", "7@a.example")


def test_a_record_that_was_merged_elsewhere_since_leaves_nothing_behind() -> None:
    twice = [merged("m1", "7", "9", later(1)), merged("m2", "7", "8", later(2))]
    for town in in_every_order(said("a", email=ADA, crm_id="7"), *twice):
        assert town.home("crm_id", "8") == ("email", ADA)
        assert town.alone("crm_id", "9")


@pytest.mark.slow
def test_addresses_of_a_record_are_two_leads_again_once_nothing_was_merged_into_it() -> None:
    hers = [said("old", email=BO, crm_id="9"), said("new", at=later(1), email=ADA, crm_id="9")]
    for town in in_every_order(*hers, merged("m1", "8", "9", later(2)), merged("m2", "8", "7", later(3))):
        assert town.home("crm_id", "9") == ("email", ADA)
        assert town.alone("email", BO)


def test_of_mergers_in_a_circle_the_earliest_does_not_hold() -> None:
    circle = [merged("m1", "7", "8", later(1)), merged("m2", "8", "9", later(2)), merged("m3", "9", "7", later(3))]
    for town in in_every_order(*circle):
        assert town.home("crm_id", "7") == town.home("crm_id", "8") == town.home("crm_id", "9") == ("crm_id", "7")


@pytest.mark.slow
def test_addresses_of_records_in_a_circle_are_one_lead_too() -> None:
    stated = [said("one", email=ADA, crm_id="7"), said("two", at=later(2), email=BO, crm_id="8")]
    for town in in_every_order(*stated, merged("m1", "7", "8", later(3)), merged("m2", "8", "7", later(4))):
        assert town.home("email", BO) == town.home("email", ADA) == ("email", ADA)


def test_two_user_ids_never_become_one_without_an_address() -> None:
    """A chain of aliases, u1 then u2 then u3, comes as these: what was called before is an anonymous id."""
    chain = [said("one", user_id="u2", anonymous_id="u1"), said("two", user_id="u3", anonymous_id="u2")]
    for town in in_every_order(*chain, said("login", "product.login", user_id="u2")):
        assert town.home("anonymous_id", "u1") == ("user_id", "u2")
        assert town.home("anonymous_id", "u2") == ("user_id", "u3")
        assert town.alone("user_id", "u2")


def test_a_cycle_of_aliases_ends_as_two_users_each_with_a_device() -> None:
    cycle = [said("one", user_id="u2", anonymous_id="u1"), said("two", user_id="u1", anonymous_id="u2")]
    for town in in_every_order(*cycle):
        assert town.home("anonymous_id", "u1") == ("user_id", "u2")
        assert town.home("anonymous_id", "u2") == ("user_id", "u1")


@pytest.mark.slow
def test_a_chain_of_keys_ends_at_the_strongest() -> None:
    chain = [
        said("a", user_id="u1", anonymous_id="x"),
        said("b", crm_id="7", user_id="u1"),
        said("c", email=ADA, crm_id="7"),
    ]
    for town in in_every_order(PAGE, *chain):
        assert town.did("email", ADA) == {"page"}


@pytest.mark.slow
def test_of_one_key_no_more_than_so_many_are_remembered() -> None:
    town = Town()
    for number in range(NEAREST + 1):
        town.hear(said(f"t{number}", email=ADA, anonymous_id=f"x{number}"))
    assert len(town.at("email", ADA).kin.members) == NEAREST
    assert town.leads.load([id_of("anonymous_id", f"x{NEAREST}")]) == {}


def test_a_lead_is_called_by_its_own_address_and_by_the_user_who_was_stated_last() -> None:
    users = [said("one", at=later(2), email=ADA, user_id="u2"), said("two", at=later(1), email=ADA, user_id="u1")]
    for town in in_every_order(*users, said("x", email=ADA, anonymous_id="x")):
        keys = town.at("email", ADA).lead.keys
        assert (keys.email, keys.user_id) == (ADA, "u2")
