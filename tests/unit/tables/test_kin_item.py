from dataclasses import replace

import pytest

from leadflow.adapters.tables.kin_item import STRANGERS_KEPT, expiry
from leadflow.adapters.tables.lead_item import from_item, to_item
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.kin import Claim, Kin, Tie
from leadflow.domain.lead import Lead
from leadflow.domain.state import State
from tests.samples import ADA, NOON, lead_number, state

STRANGER = State(ADA, Lead(Keys(anonymous_id="x")), evaluated_at=NOON)
OTHER = lead_number(1)


def test_a_visitor_of_whom_nothing_is_known_but_a_number_goes_in_time() -> None:
    assert expiry(STRANGER) == NOON + STRANGERS_KEPT
    assert to_item(STRANGER)["expires_at"] == {"N": str((NOON + STRANGERS_KEPT) // SECOND)}
    assert expiry(replace(STRANGER, evaluated_at=Instant(NOON + 1))) == NOON + 1 + STRANGERS_KEPT


@pytest.mark.parametrize(
    "known",
    [
        replace(STRANGER, lead=Lead(Keys(email="ada@nordlys.example", anonymous_id="x"))),
        replace(STRANGER, lead=Lead(Keys(user_id="u1"))),
        replace(STRANGER, lead=Lead()),
        replace(STRANGER, kin=Kin(claims=frozenset({OTHER}))),
        replace(STRANGER, kin=Kin(claimed={OTHER: Claim(Tie.STATED, NOON, "a", "site")})),
        replace(STRANGER, kin=Kin(members={OTHER: ADA})),
        replace(STRANGER, kin=Kin(barred=frozenset({OTHER}))),
    ],
)
def test_whoever_else_is_known_never_goes_by_itself(known: State) -> None:
    assert expiry(known) is None
    assert "expires_at" not in to_item(known)


def test_a_lead_of_one_key_has_nothing_more_in_its_item() -> None:
    assert not {"kin", "joined", "erase_requested"} & to_item(state()).keys()


def test_a_key_that_has_joined_shows_it_to_whoever_scans() -> None:
    joined = replace(STRANGER, kin=Kin(key=("anonymous_id", "x"), to=OTHER, since=NOON))
    assert to_item(joined)["joined"] == {"S": OTHER}
    assert from_item(to_item(joined)) == joined
