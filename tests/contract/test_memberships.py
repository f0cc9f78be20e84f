"""Who is on which track: in memory, in moto and in the emulator."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from leadflow.adapters.tables.memberships import DynamoMemberships
from leadflow.application.nurture import Memberships
from leadflow.application.ports import Outrun
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.membership import Membership
from tests.integration.aws import by_emulator_with_tables, by_moto_with_tables
from tests.memberships import MemoryMemberships
from tests.samples import ADA, NOON

FIRST = Membership(None, wanted=True, before=False, at=NOON, version=7, by="nurture", busy=Instant(NOON + MINUTE))


@pytest.fixture(params=["memory", "moto", "emulator"])
def memberships(request: pytest.FixtureRequest) -> Iterator[Memberships]:
    if request.param == "memory":
        yield MemoryMemberships()
        return
    with (by_moto_with_tables if request.param == "moto" else by_emulator_with_tables)() as client:
        yield DynamoMemberships(client, "Deliveries")


def test_what_was_written_last_is_found_again(memberships: Memberships) -> None:
    assert memberships.read(ADA, "reawaken") is None
    first = memberships.write(ADA, "reawaken", FIRST, NOON)
    assert memberships.read(ADA, "reawaken") == first == replace(FIRST, revision=1)
    second = memberships.write(ADA, "reawaken", first.told(NOON), NOON)
    assert memberships.read(ADA, "reawaken") == second == replace(first.told(NOON), revision=2)


def test_leads_and_tracks_are_apart(memberships: Memberships) -> None:
    memberships.write(ADA, "reawaken", FIRST, NOON)
    assert memberships.read(ADA, "welcome") is None
    assert memberships.read(LeadId("another"), "reawaken") is None


def test_the_second_of_two_who_read_the_same_is_outrun(memberships: Memberships) -> None:
    memberships.write(ADA, "reawaken", FIRST, NOON)
    with pytest.raises(Outrun):
        memberships.write(ADA, "reawaken", FIRST, NOON)
    read = memberships.read(ADA, "reawaken")
    assert read is not None
    memberships.write(ADA, "reawaken", read, NOON)
    with pytest.raises(Outrun):
        memberships.write(ADA, "reawaken", read, NOON)


def test_what_was_forgotten_since_it_was_read_is_not_brought_back(memberships: Memberships) -> None:
    with pytest.raises(Outrun):
        memberships.write(ADA, "reawaken", replace(FIRST, revision=3), NOON)
    assert memberships.read(ADA, "reawaken") is None
