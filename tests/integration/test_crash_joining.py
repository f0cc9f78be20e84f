"""A worker that dies while keys join or part leaves none of them between two leads, and tells nobody twice."""

from collections.abc import Callable
from typing import Final

import pytest

from leadflow.adapters.tables import outbox_item
from leadflow.adapters.tables.lead_item import from_item
from leadflow.application.ports import Parcel
from leadflow.domain.identity import LeadId
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from tests.integration.mortal import MOMENTS, Mortal
from tests.integration.test_crash import World, lived, world
from tests.models import later
from tests.unit.application.joining import ADA, SALES, id_of, merged, parted, said, seen

__all__ = ("world",)

NEWS: Final = tuple(
    (Parcel([activity]), later(1))
    for activity in (
        seen("page", anonymous_id="x"),
        said("login", "product.login", crm_id="7", user_id="u1"),
        seen("form", "form.submitted", email=ADA, anonymous_id="x"),
        said("contact", email=ADA, crm_id="7"),
        merged("merger", "8", "7"),
        parted("split", "crm_id", "7"),
    )
)
"""A device joins, a record does with its user, another record is merged into that one, and all that leaves again."""


def family(world: World) -> dict[LeadId, tuple[Lead, Kin, Standing]]:
    """Who is who, and what each has come to, however many writes that took."""
    states = map(from_item, world.client.scan(TableName="Leads")["Items"])
    return {state.id: (state.lead, state.kin, state.standing) for state in states}


def published(world: World) -> list[str]:
    """What was published of Ada."""
    items = world.client.scan(TableName="Outbox")["Items"]
    found = [outbox_item.from_item(item) for item in items if item["lead"]["S"] == id_of("email", ADA)]
    return sorted(f"{news.transition.change} {news.transition.of}" for news in found)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_death_at_any_call_leaves_no_key_between_two_leads(world: Callable[[LeadModel], World], moment: str) -> None:
    counter = Mortal()
    whole = lived(world(SALES), counter, moment, *NEWS)
    expected, told = family(whole), published(whole)
    assert told == ["entered warm", "left warm", "moved key"]
    assert {key: kin.to for key, (_, kin, _) in expected.items()} == {
        id_of("email", ADA): None,
        id_of("crm_id", "7"): None,
        id_of("crm_id", "8"): id_of("crm_id", "7"),
        id_of("user_id", "u1"): id_of("crm_id", "7"),
        id_of("anonymous_id", "x"): id_of("email", ADA),
    }
    for call in range(1, counter.calls + 1):
        found = lived(world(SALES), Mortal(at=call), moment, *NEWS)
        assert family(found) == expected, f"death at call {call}"
        assert published(found) == told, f"death at call {call}"
