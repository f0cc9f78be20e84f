"""Whose something is: by keys where it has any, else by the addresses and ids that stand in it."""

import pytest

from leadflow.application.whom import Subject, Whom, whom
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.state import State
from tests.unit.application.erasing import HERS, Graveyard
from tests.unit.application.joining import ADA, BO, id_of, said
from tests.unit.application.workbench import KEY

HER = Whom(frozenset({id_of(*HERS), id_of("anonymous_id", "x"), id_of("crm_id", "7")}), frozenset({ADA}), KEY)


@pytest.mark.parametrize(
    ("keys", "own"),
    [
        (Keys(email=ADA), True),
        (Keys(email=BO, crm_id="7"), True),
        (Keys(anonymous_id="x"), True),
        (Keys(email=BO, anonymous_id="x"), False),
        (Keys(crm_id="8"), False),
        (Keys(), False),
    ],
)
def test_what_names_one_of_the_keys_is_theirs_but_a_device_beside_somebody_else(keys: Keys, *, own: bool) -> None:
    assert HER.own(keys) is own


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        (ADA, True),
        (f"<{ADA.upper()}>", True),
        (f"to={ADA}.", True),
        (ADA.replace("@", "%40"), True),
        (f"{id_of(*HERS)}.7.entered:hot", True),
        (f"x{ADA}", False),
        (f"x.{ADA}", False),
        (f"{ADA}.org", False),
        (f"{ADA}x", False),
        (BO, False),
    ],
)
def test_an_address_is_found_in_any_text_and_not_within_a_longer_one(text: str, *, tells: bool) -> None:
    assert HER.tells(text) is tells
    assert HER.among({"a": [{"b": text}]}) is tells


def test_without_an_address_nothing_is_found_by_one() -> None:
    nobody = Whom(frozenset(), frozenset(), KEY)
    assert not nobody.tells(ADA)
    assert not nobody.tells("")


def test_keys_are_called_as_far_as_they_are_known() -> None:
    town = Graveyard().hear(said("a", email=ADA, crm_id="7"))
    found = town.eraser.subject(("crm_id", "7"))
    assert found.keys == (HERS, ("crm_id", "7"))
    assert whom(town.archive, [found]).addresses == {ADA}
    town.erase()
    assert town.eraser.subject(("crm_id", "7")).keys == (("crm_id", "7"),)
    nobody = Subject(("email", BO), (State(LeadId("none")),), frozenset())
    assert nobody.keys == (("email", BO),)
