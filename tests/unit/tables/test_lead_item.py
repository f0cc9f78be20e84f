from dataclasses import replace

from leadflow.adapters.tables.lead_item import from_item, to_item
from leadflow.domain.pace import Pace
from tests.samples import state


def test_a_lead_that_only_servers_tell_of_has_nothing_more_in_its_item() -> None:
    assert "pace" not in to_item(state())


def test_an_item_that_was_written_before_there_was_a_pace_is_read() -> None:
    paced = replace(state(), pace=Pace(492_123, 37))
    older = {name: value for name, value in to_item(paced).items() if name != "pace"}
    assert from_item(older) == state()


def test_the_pace_takes_a_few_bytes() -> None:
    assert to_item(replace(state(), pace=Pace(492_123, 37)))["pace"] == {"S": "[492123,37]"}
