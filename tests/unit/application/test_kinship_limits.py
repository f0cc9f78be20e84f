"""Keys without number: what everybody can state bars nothing, and what the CRM merges is not read for ever."""

from typing import Final

import pytest

from leadflow.domain.instant import Instant
from leadflow.domain.kin import NEAREST
from tests.models import MONDAY, later
from tests.unit.application.joining import ADA, BO, Town, id_of, merged, said, seen

READS: Final = 400
"""Of one merger among ten records with an address each; a worker has seconds."""


def persons(count: int) -> Town:
    """A town of so many records, each with an address of its own."""
    records = range(count)
    return Town().hear(
        *(said(f"s{at}", at=Instant(MONDAY + at), email=f"{at}@a.example", crm_id=f"{at}") for at in records)
    )


@pytest.mark.slow
def test_devices_however_many_leave_room_for_the_record_and_for_what_it_asks() -> None:
    town = Town().hear(*(seen(f"t{number}", email=ADA, anonymous_id=f"x{number}") for number in range(NEAREST + 1)))
    town.hear(said("tie", email=ADA, crm_id="7"))
    town.hear(said("gone", "crm.contact.deleted", properties={"erase": True}, crm_id="7"))
    assert town.home("crm_id", "7") == ("email", ADA)
    assert town.at("email", ADA).lead.erase_requested == MONDAY


@pytest.mark.slow
def test_a_device_of_ever_more_addresses_grows_no_further() -> None:
    town = Town().hear(
        *(seen(f"t{number}", email=f"{number}@a.example", anonymous_id="x") for number in range(NEAREST))
    )
    reads = town.leads.reads
    town.hear(seen("one more", email=ADA, anonymous_id="x"))
    assert town.leads.reads - reads < 10
    assert len(town.leads.kept[id_of("anonymous_id", "x")].kin.claims) == NEAREST
    assert town.alone("anonymous_id", "x")


@pytest.mark.slow
def test_a_row_of_mergers_however_long_is_one_lead_and_stops_nobody() -> None:
    town = persons(18)
    for at in range(17):
        town.hear(merged(f"m{at}", f"{at}", f"{at + 1}", Instant(later(1) + at)))
    town.hear(said("form", "form.submitted", crm_id="0"), said("other", "form.submitted", email=BO))
    assert town.home("crm_id", "0") == ("email", "17@a.example")
    assert town.readiness("email", "0@a.example") == 10.0


@pytest.mark.slow
def test_a_merger_among_many_records_is_few_reads() -> None:
    town = persons(10)
    for at in range(9):
        reads = town.leads.reads
        town.hear(merged(f"m{at}", f"{at}", "9", Instant(later(1) + at)))
    assert town.leads.reads - reads < READS
    assert {town.home("crm_id", f"{at}") for at in range(10)} == {("email", "9@a.example")}
