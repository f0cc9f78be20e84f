import pytest

from leadflow.domain.identity import Key, Keys, lead_id
from leadflow.domain.json import Json
from leadflow.domain.kin import Tie
from leadflow.domain.link import Link, links
from tests.models import MONDAY, did

KEY = b"k" * 32
ADA, RECORD, USER, DEVICE = ("email", "ada@a.example"), ("crm_id", "7"), ("user_id", "u1"), ("anonymous_id", "x")
EVERY = Keys(email="ada@a.example", crm_id="7", user_id="u1", anonymous_id="x")


def said(
    lead: Keys, kind: str = "identity.stated", *, public: bool = False, properties: dict[str, Json] | None = None
) -> list[Link]:
    return list(links(did("a", kind, lead=lead, properties=properties or {}), KEY, public=public))


def pairs(found: list[Link]) -> list[tuple[Key, Key]]:
    return [(each.weaker_key, each.stronger_key) for each in found]


def test_all_weaker_keys_are_tied_to_the_strongest() -> None:
    assert pairs(said(EVERY)) == [(RECORD, ADA), (USER, ADA), (DEVICE, ADA)]
    assert pairs(said(Keys(crm_id="7", anonymous_id="x"))) == [(DEVICE, RECORD)]


def test_a_link_says_who_stated_it_and_when() -> None:
    (link,) = said(Keys(email="ada@a.example", user_id="u1"))
    assert (link.weaker, link.stronger) == (lead_id(USER, KEY), lead_id(ADA, KEY))
    claim = link.claim
    assert (claim.tie, claim.at, claim.activity, claim.source) == (Tie.STATED, MONDAY, "a", "newsletter")
    assert not link.apart


def test_a_public_source_ties_nothing_but_a_device_to_an_address() -> None:
    assert pairs(said(EVERY, public=True)) == [(DEVICE, ADA)]
    assert said(Keys(user_id="u1", anonymous_id="x"), public=True) == []
    assert said(Keys(crm_id="7"), "crm.contact.merged", public=True, properties={"into": "8"}) == []
    assert (
        said(Keys(email="ada@a.example"), "identity.split", public=True, properties={"kind": "user_id", "key": "u1"})
        == []
    )


def test_who_has_no_key_or_one_says_nothing() -> None:
    assert said(Keys()) == []
    assert said(Keys(email="ada@a.example")) == []


@pytest.mark.parametrize("kind", ["crm.contact.merged", "crm.lead.merged"])
def test_a_merged_record_is_tied_to_the_one_that_it_became_part_of(kind: str) -> None:
    (link,) = said(Keys(crm_id="7"), kind, properties={"into": "8"})
    assert (link.weaker_key, link.stronger_key, link.claim.tie) == (RECORD, ("crm_id", "8"), Tie.MERGED)


@pytest.mark.parametrize(
    ("kind", "lead", "into"),
    [
        ("crm.contact.changed", Keys(crm_id="7"), "8"),
        ("crm.account.merged", Keys(crm_id="7"), "8"),
        ("crm.contact.merged", Keys(crm_id="7"), "7"),
        ("crm.contact.merged", Keys(crm_id="7"), ""),
        ("crm.contact.merged", Keys(crm_id="7"), 8),
        ("crm.contact.merged", Keys(user_id="7"), "8"),
    ],
)
def test_no_other_words_merge_records(kind: str, lead: Keys, into: Json) -> None:
    assert said(lead, kind, properties={"into": into}) == []


def test_a_person_parts_a_key_from_the_strongest_one() -> None:
    (link,) = said(Keys(email="ada@a.example"), "identity.split", properties={"kind": "user_id", "key": "u1"})
    assert (link.weaker_key, link.stronger_key, link.apart) == (USER, ADA, True)


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"kind": "user_id"},
        {"kind": "user_id", "key": ""},
        {"kind": "phone", "key": "u1"},
        {"kind": "email", "key": "ada@a.example"},
        {"kind": 1, "key": "u1"},
    ],
)
def test_nobody_is_parted_from_what_is_no_key_or_from_itself(properties: dict[str, Json]) -> None:
    assert said(Keys(email="ada@a.example"), "identity.split", properties=properties) == []
