"""A lead is a set that merges, and that nobody can make outgrow its item."""

from dataclasses import replace

from leadflow.domain.fold import KEY_LIMIT, LIST_LIMIT, TEXT_LIMIT, fold
from leadflow.domain.identity import Keys
from leadflow.domain.lead import Lead, Register
from leadflow.domain.signal import KEY_LIMIT as PER_LIMIT
from tests.models import MONDAY, did, later, model

POLICY = model(
    signals={"paper": {"activity": "asset.downloaded", "per": "asset"}},
    segments={"known": {"any": [{"trait": "title", "exists": True}, {"trait": "interests", "exists": True}]}},
)


def test_a_stranger_cannot_make_a_lead_outgrow_its_item() -> None:
    traits = {"title": "x" * 100_000, "interests": ["y" * 100_000] * 1_000}
    keys = Keys(anonymous_id="z" * 100_000)
    long = did("a", "asset.downloaded", lead=keys, properties={"asset": "guide" * 10_000}, traits=traits)
    lead = fold(Lead(), [long], POLICY, MONDAY)
    assert lead.traits["title"].value == "x" * TEXT_LIMIT
    assert lead.traits["interests"].value == ["y" * TEXT_LIMIT] * LIST_LIMIT
    assert lead.keys == Keys(anonymous_id="z" * KEY_LIMIT)
    assert len(lead.occurrences["a"].signals["paper"].key) <= PER_LIMIT


def test_long_values_of_per_stay_apart() -> None:
    papers = [did(f"a{i}", "asset.downloaded", properties={"asset": "guide" * 100 + str(i)}) for i in range(2)]
    keys = {each.signals["paper"].key for each in fold(Lead(), papers, POLICY, MONDAY).occurrences.values()}
    assert len(keys) == 2


def test_the_later_value_wins_then_the_source_that_the_model_lists_first_then_the_greater_id() -> None:
    old, new = Register("CTO", MONDAY, 0, "z"), Register("CEO", later(1), 9, "a")
    assert max(old, new, key=lambda each: each.weight) is new
    assert replace(old, rank=1).weight < old.weight
    assert old.weight < replace(old, id="zz").weight


def test_a_null_is_nothing_known_and_nested_traits_are_dotted() -> None:
    stated = did("a", "identity.stated", traits={"title": None, "company": "", "phone": {"work": "1"}})
    lead = fold(Lead(), [stated], POLICY, MONDAY)
    assert dict(lead.traits).keys() == {"company"}
    assert lead.traits["company"].value == ""


def test_only_what_could_change_an_evaluation_changes_the_fingerprint() -> None:
    base = {"segments": {"clicked": {"signal": "clicked"}}}
    plain = model(signals={"clicked": {"activity": "email.clicked"}}, **base)
    reworded = model(signals={"clicked": {"activity": "email.clicked", "says": "clicked"}}, **base)
    other = model(signals={"clicked": {"activity": "email.*"}}, **base)
    assert plain.fingerprint == reworded.fingerprint != other.fingerprint


def test_two_parts_of_what_is_known_of_a_lead_make_a_whole_in_either_order() -> None:
    early = did("a", "email.delivered", lead=Keys(anonymous_id="x"), properties={"message_id": "m"})
    late = did("c", at=later(1), lead=Keys(anonymous_id="x", crm_id="7"), properties={"message_id": "m"})
    one, other = fold(Lead(), [early], POLICY, MONDAY), fold(Lead(), [late], POLICY, later(1))
    assert one.merge(other) == other.merge(one)
    assert one.merge(other).first_seen == MONDAY
    assert one.merge(other).keys == Keys(anonymous_id="x", crm_id="7")
    assert one.merge(one) == one
