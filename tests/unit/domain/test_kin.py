from itertools import permutations

import pytest

from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.kin import NEAREST, Candidate, Claim, Kin, Tie, chosen, latest
from tests.models import MONDAY, later

ADA, BO, RECORD, OTHER, USER, DEVICE = map(LeadId, ("ada", "bo", "c1", "c2", "u1", "x"))
A_DEVICE, A_USER, A_RECORD = (Kin(key=(kind, "key")) for kind in ("anonymous_id", "user_id", "crm_id"))


def claim(day: float = 0, tie: Tie = Tie.STATED, activity: str = "a") -> Claim:
    return Claim(tie, later(day), activity, "crm")


def candidate(
    key: LeadId, kind: str, by: Claim | None = None, top: LeadId | None = None, top_kind: str = ""
) -> Candidate:
    return Candidate(key, kind, by or claim(), top or key, top_kind or kind)


TO_ADA, TO_BO = candidate(ADA, "email"), candidate(BO, "email")


def in_any_order(kin: Kin, *found: Candidate) -> LeadId | None:
    (only,) = {chosen(kin, order) for order in permutations(found)}
    return only


def test_a_key_that_was_stated_with_none_stands_alone() -> None:
    assert in_any_order(A_USER) is None
    assert in_any_order(Kin()) is None


def test_a_device_joins_the_only_address_that_it_was_seen_with() -> None:
    assert in_any_order(A_DEVICE, TO_ADA, candidate(RECORD, "crm_id"), candidate(USER, "user_id")) == ADA


def test_a_device_joins_the_only_record_or_the_only_user_where_there_is_no_address() -> None:
    assert in_any_order(A_DEVICE, candidate(RECORD, "crm_id"), candidate(USER, "user_id")) == RECORD
    assert in_any_order(A_DEVICE, candidate(USER, "user_id")) == USER


def test_a_device_of_two_is_shared_and_joins_neither() -> None:
    assert in_any_order(A_DEVICE, TO_ADA, TO_BO, candidate(USER, "user_id")) is None


def test_a_device_that_was_seen_with_one_lead_under_several_keys_joins_the_strongest_of_these() -> None:
    hers = candidate(USER, "user_id", top=ADA, top_kind="email")
    assert in_any_order(A_DEVICE, hers, TO_ADA) == ADA
    assert in_any_order(A_DEVICE, hers, TO_BO) is None
    assert in_any_order(A_DEVICE, hers) == USER


def test_any_other_key_joins_the_strongest_kind_and_of_several_that_stated_last() -> None:
    newer = candidate(BO, "email", claim(3))
    assert in_any_order(A_USER, TO_ADA, newer, candidate(RECORD, "crm_id", claim(5))) == BO
    assert in_any_order(A_USER, candidate(RECORD, "crm_id"), candidate(OTHER, "crm_id", claim(1))) == OTHER


def test_of_two_statements_at_one_instant_the_greater_id_holds() -> None:
    assert (
        in_any_order(A_USER, candidate(ADA, "email", claim(activity="b")), candidate(BO, "email", claim(activity="a")))
        == ADA
    )


def test_what_the_crm_has_merged_goes_first() -> None:
    merged = candidate(OTHER, "crm_id", claim(tie=Tie.MERGED))
    assert in_any_order(A_RECORD, candidate(ADA, "email", claim(9)), merged) == OTHER
    later_one = candidate(RECORD, "crm_id", claim(1, Tie.MERGED))
    assert in_any_order(A_RECORD, merged, later_one) == RECORD


def test_what_was_stated_goes_before_what_is_inherited() -> None:
    inherited = candidate(BO, "email", claim(9, Tie.INHERITED))
    assert in_any_order(A_RECORD, TO_ADA, inherited) == ADA
    assert in_any_order(A_RECORD, inherited) == BO


@pytest.mark.parametrize("barred", [ADA, USER])
def test_what_was_parted_is_as_never_stated(barred: LeadId) -> None:
    parted = Kin(key=("anonymous_id", "x"), barred=frozenset({barred}))
    through = candidate(USER, "user_id", top=ADA, top_kind="email")
    assert in_any_order(parted, through) is None
    assert in_any_order(parted, through, TO_BO) == BO


def test_of_two_statements_the_later_holds() -> None:
    assert latest(None, claim(1)) == claim(1)
    assert latest(claim(2), claim(1)) == claim(2)
    assert latest(claim(1), claim(2)) == claim(2)
    assert latest(claim(1), claim(0, Tie.MERGED)).tie is Tie.MERGED


def test_a_device_is_known_from_its_first_statement_any_other_key_by_its_latest() -> None:
    kin = Kin(claimed={USER: claim(1)})
    assert not kin.knows(DEVICE, "anonymous_id", claim())
    assert kin.knows(USER, "anonymous_id", claim(5))
    assert kin.knows(USER, "user_id", claim(1))
    assert kin.knows(USER, "user_id", claim(0))
    assert not kin.knows(USER, "user_id", claim(5))


def test_a_key_that_is_not_settled_yet_is_not_known() -> None:
    assert not Kin(claimed={USER: claim()}, unsettled=frozenset({USER})).knows(USER, "user_id", claim())


def test_no_more_weaker_keys_are_remembered_than_can_be() -> None:
    many = {LeadId(str(number)): claim() for number in range(NEAREST)}
    assert Kin(claimed=many).knows(DEVICE, "anonymous_id", claim())
    assert not Kin(claimed=many).knows(LeadId("7"), "user_id", claim(1))
    del many[LeadId("7")]
    assert not Kin(claimed=many).knows(DEVICE, "anonymous_id", claim())


def test_what_has_joined_through_a_key_is_under_it_however_far() -> None:
    kin = Kin(members={RECORD: ADA, USER: RECORD, DEVICE: USER, BO: ADA})
    assert kin.under(RECORD) == {USER: RECORD, DEVICE: USER}
    assert kin.under(DEVICE) == {}
    assert kin.under(ADA) == kin.members


def test_a_claim_weighs_by_its_tie_then_its_instant_then_its_activity() -> None:
    weights = [claim(9, Tie.INHERITED), claim(0), claim(1), claim(1, activity="b"), claim(-9, Tie.MERGED)]
    assert sorted(weights, key=lambda each: each.weight) == weights
    assert claim().at == Instant(MONDAY)
