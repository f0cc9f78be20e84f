"""How activities are packed into messages, and what becomes of one that is too large."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.adapters.intake import NotAParcel, message, opened
from leadflow.application.parcels import ACTIVITY_LIMIT, COUNT_LIMIT, SIZE_LIMIT, TEXT_LIMIT, parcels, weight
from leadflow.application.ports import Parcel
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import parse
from leadflow.domain.json import Json

AT: Final = parse("2026-03-02T10:00:00.000001Z")
ADA: Final = Keys(email="ada@nordlys.example")


def viewed(name: str = "one", raw: Json = None, **properties: Json) -> Activity:
    return Activity(name, ADA, "page.viewed", AT, AT, "site", properties=properties, raw=raw)


def test_activities_stay_together_and_in_order_up_to_the_count() -> None:
    activities = [viewed(str(index)) for index in range(COUNT_LIMIT * 2 + 1)]
    packed = list(parcels(activities))
    assert [len(one.activities) for one in packed] == [COUNT_LIMIT, COUNT_LIMIT, 1]
    assert [activity for one in packed for activity in one.activities] == activities


def test_nothing_is_packed_into_no_message() -> None:
    assert list(parcels([])) == []


TEXTS: Final = st.text(max_size=50) | st.text(alphabet="å日😀\uffff\x01\x7f\\", max_size=20_000)


@pytest.mark.slow
@given(st.lists(st.builds(viewed, raw=st.dictionaries(TEXTS, TEXTS, max_size=5), title=TEXTS), max_size=12))
def test_no_message_is_larger_than_measured_or_than_the_limit(activities: list[Activity]) -> None:
    for packed in parcels(activities):
        text = message(packed)
        assert text.isascii()
        assert len(text) <= sum(weight(activity) for activity in packed.activities) + 100
        assert len(text) <= SIZE_LIMIT + 100


def test_a_character_that_only_one_writer_of_json_escapes_is_measured_as_it_is_sent() -> None:
    messages = [message(one) for one in parcels([viewed(raw="\x7f" * 90_000), viewed(raw="\x7f" * 90_000)])]
    assert max(map(len, messages)) <= SIZE_LIMIT


def test_an_activity_too_large_loses_its_raw_record_first() -> None:
    large = viewed(raw={"html": "x" * ACTIVITY_LIMIT}, title="Pricing", text="y" * 5000)
    [packed] = parcels([large])
    [kept] = packed.activities
    assert (kept.raw, kept.properties) == (None, large.properties)


def test_an_activity_still_too_large_loses_the_ends_of_its_texts_and_what_does_not_fit() -> None:
    large = viewed(title="Pricing", text="y" * ACTIVITY_LIMIT, many=["z" * 100] * 1000, last="here")
    [packed] = parcels([large])
    [kept] = packed.activities
    assert kept.properties == {"title": "Pricing", "text": "y" * TEXT_LIMIT, "last": "here"}
    assert kept.id == large.id


def test_an_activity_nested_too_deep_is_unreadable() -> None:
    deep: Json = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(Unreadable):
        list(parcels([viewed(raw=deep)]))


def test_a_parcel_comes_out_of_its_message_as_it_went_in() -> None:
    packed = Parcel([viewed(raw={"name": "Blåbær \uffff"})], [LeadId("lead")], 1, 2, announce=True, imported=True)
    assert opened(message(packed)).parcel == packed
    assert opened(message(Parcel())).parcel == Parcel([], [])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "the body is not JSON"),
        ("[" * 10_000, "the body is not JSON"),
        ("[]", "the body is not an object of activities, after, announce, attempt, imported, trace, wakes"),
        ('{"other":1}', "the body is not an object of activities, after, announce, attempt, imported, trace, wakes"),
        ('{"activities":{}}', "activities and wakes are lists"),
        ('{"attempt":"1"}', "attempt and after are whole numbers"),
        ('{"announce":1}', "announce and imported are true or false"),
        ('{"imported":1}', "announce and imported are true or false"),
        ('{"trace":1}', "trace is a text"),
        ('{"wakes":[1]}', "a wake is a lead's id"),
    ],
)
def test_a_message_that_is_no_parcel_says_what_is_wrong(body: str, reason: str) -> None:
    with pytest.raises(NotAParcel) as refused:
        opened(body)
    assert str(refused.value) == reason


def test_an_activity_that_cannot_be_read_is_set_apart_and_holds_up_no_other() -> None:
    good = viewed()
    body = message(Parcel([good])).replace('{"activities":[', '{"activities":[{},')
    found = opened(body)
    assert found.parcel.activities == [good]
    [spoiled] = found.spoiled
    assert spoiled.body == '{"activities":[{}]}'
    assert spoiled.reason.startswith("occurred_at: an ISO 8601 instant is needed")
