from dataclasses import replace

import pytest

from leadflow.application.archive import NobodyKnown
from leadflow.application.who import Apart, Person, Registry, Why, erasures, written
from leadflow.domain.identity import Key, Keys
from leadflow.domain.kin import Kin, Tie
from leadflow.domain.lead import Lead
from leadflow.domain.state import State, Tombstone
from tests.models import MONDAY, later
from tests.unit.application.joining import ADA, BO, CY, NOW, Town, id_of, merged, parted, said, seen

HOME = ("email", ADA)
FORM = said("form", "form.submitted", email=ADA, anonymous_id="x")
USER = said("user", at=later(1), email=ADA, user_id="u1")
SHARED = seen("bo", at=later(2), email=BO, anonymous_id="x")


def who(town: Town, kind: str = "email", value: str = ADA) -> Person:
    return Registry(town.archive).who((kind, value))


def apart(person: Person) -> dict[Key, Apart]:
    found = {each.key: each for each in person.apart}
    assert len(found) == len(person.apart)
    return found


def test_a_lead_is_shown_with_every_key_and_where_each_came_from() -> None:
    person = who(Town().hear(FORM, USER, said("tie", user_id="u1", anonymous_id="y")))
    assert (person.home, person.state.id) == (HOME, id_of(*HOME))
    assert [each.key for each in person.joined] == [
        HOME,
        ("user_id", "u1"),
        ("anonymous_id", "x"),
        ("anonymous_id", "y"),
    ]
    home, user, _, device = person.joined
    assert (home.since, home.through, home.claim) == (None, None, None)
    assert (user.since, user.through, device.through) == (NOW, HOME, ("user_id", "u1"))
    assert user.claim is not None
    assert (user.claim.tie, user.claim.activity, user.claim.source) == (Tie.STATED, "user", "crm")


def test_a_lead_is_found_by_any_of_its_keys() -> None:
    town = Town().hear(FORM, USER)
    assert who(town) == who(town, "user_id", "u1") == who(town, "anonymous_id", "x")


def test_a_lead_of_one_key_that_nobody_tied_is_called_by_what_it_is_known_for() -> None:
    person = who(Town().hear(said("form", "form.submitted", email=ADA)))
    assert (person.home, len(person.joined), person.apart) == (HOME, 1, ())


@pytest.mark.parametrize(
    ("key", "noun"),
    [(("email", CY), f"{CY}: no lead of the stack has this address"), (("crm_id", "7"), "crm_id:7: .* this key")],
)
def test_a_key_that_nobody_has_is_said_to_be_so(key: Key, noun: str) -> None:
    with pytest.raises(NobodyKnown, match=noun):
        who(Town().hear(FORM), *key)


def test_a_shared_device_is_shown_with_whom_else_it_was_seen() -> None:
    town = Town().hear(FORM, SHARED, said("also", crm_id="7", anonymous_id="x"), USER)
    device = apart(who(town))["anonymous_id", "x"]
    assert (device.why, device.beside) == (Why.SHARED, HOME)
    assert set(device.others) == {("email", BO), ("crm_id", "7")}
    assert device.claim is not None
    assert device.claim.activity == "form"
    hers = apart(who(town, "anonymous_id", "x"))
    assert {each.why for each in hers.values()} == {Why.SHARED}
    assert set(hers[HOME].others) == {("email", BO), ("crm_id", "7")}


def test_a_key_that_belongs_to_another_now_is_shown_with_whom() -> None:
    town = Town().hear(said("old", email=ADA, crm_id="7"), said("new", at=later(1), email=BO, crm_id="7"))
    record = apart(who(town))["crm_id", "7"]
    assert (record.why, record.others) == (Why.ANOTHERS, (("email", BO),))
    other = apart(who(town, "email", BO))[HOME]
    assert (other.why, other.others, other.beside) == (Why.ANOTHERS, (HOME,), ("crm_id", "7"))


def test_what_a_person_has_parted_is_shown_with_what_that_person_said() -> None:
    town = Town().hear(USER, parted("split", "user_id", "u1", later(2)), parted("early", "anonymous_id", "z", later(3)))
    found = apart(who(town))
    user, device = found["user_id", "u1"], found["anonymous_id", "z"]
    assert (user.why, user.reason, user.at) == (Why.PARTED, "a test", later(2))
    assert user.claim is not None
    assert (device.why, device.reason, device.at, device.claim) == (Why.PARTED, "a test", later(3), None)
    assert apart(who(town, "user_id", "u1"))[HOME].why is Why.PARTED


def test_what_only_a_stranger_says_is_parted_is_not() -> None:
    split = replace(parted("split", "user_id", "u1", later(2)), source="site")
    nothing = said("nothing", "identity.split", later(2), {"kind": 1}, email=ADA)
    person = who(Town().hear(USER, split, nothing))
    assert ("user_id", "u1") in [each.key for each in person.joined]
    assert person.apart == ()


def test_a_key_that_was_left_between_two_leads_is_shown_as_not_settled() -> None:
    town = Town().hear(USER)
    home, user = town.leads.kept[id_of(*HOME)], town.leads.kept[id_of("user_id", "u1")]
    town.leads.kept[user.id] = replace(user, kin=replace(user.kin, to=None))
    town.leads.kept[home.id] = replace(home, kin=replace(home.kin, members={}))
    assert apart(who(town))["user_id", "u1"].why is Why.UNSETTLED


def test_what_was_stated_of_a_key_that_has_expired_is_left_out_and_what_has_no_name_is_told_by_its_id() -> None:
    town = Town().hear(FORM, SHARED)
    del town.leads.kept[id_of("email", BO)]
    assert apart(who(town))["anonymous_id", "x"].others == (("", id_of("email", BO)),)
    del town.leads.kept[id_of("anonymous_id", "x")]
    assert who(town).apart == ()
    town.leads.kept[id_of(*HOME)] = replace(town.leads.kept[id_of(*HOME)], lead=Lead(), kin=Kin())
    assert who(town).home == ("", id_of(*HOME))


def test_records_that_the_crm_has_merged_are_shown_as_that() -> None:
    town = Town().hear(said("a", email=ADA, crm_id="7"), merged("m", "8", "7"))
    (record,) = (each for each in who(town).joined if each.key == ("crm_id", "8"))
    assert record.through == ("crm_id", "7")
    assert record.claim is not None
    assert record.claim.tie is Tie.MERGED


def test_who_asked_to_be_erased_is_listed_by_how_long_that_is_ago() -> None:
    states = [
        State(id_of("email", ADA), Lead(Keys(email=ADA, crm_id="7"), erase_requested=later(1))),
        State(id_of("email", CY), Lead(Keys(email=CY))),
        State(id_of("crm_id", "8"), Lead(Keys(crm_id="8"), erase_requested=MONDAY)),
    ]
    assert [(each.at, each.home, each.crm_id) for each in erasures(states)] == [
        (MONDAY, ("crm_id", "8"), "8"),
        (later(1), ("email", ADA), "7"),
    ]


def test_an_address_is_written_as_it_is_and_any_other_key_with_its_kind() -> None:
    assert (written(HOME), written(("user_id", "u:1"))) == (ADA, "user_id:u:1")


def test_who_was_erased_is_said_to_be() -> None:
    town = Town().hear(FORM)
    town.leads.kept[id_of(*HOME)] = State(id_of(*HOME), version=2, tombstone=Tombstone(NOW))
    with pytest.raises(NobodyKnown, match=r"ada@a.example: this lead was erased on 2026-03-11 09:00 UTC; what"):
        who(town)
