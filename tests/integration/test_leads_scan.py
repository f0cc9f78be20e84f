"""All leads are read, each once, however many parts and pages that takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from leadflow.adapters.tables.lead_item import to_item
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.leads_scan import LeadsScan
from leadflow.adapters.tables.scan import PARTS, PAUSES, WORTH, Place, pages
from leadflow.application.ports import OutsideDown
from leadflow.domain.identity import LeadId
from leadflow.domain.state import State
from tests.integration.aws import by_emulator_with_tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputTypeDef, ScanOutputTypeDef

    from leadflow.adapters.tables.item import Item

STATES = [State(LeadId(f"{number:02}"), model=f"by {number % 3}") for number in range(30)]


@pytest.fixture
def client() -> "Iterator[DynamoDBClient]":
    with by_emulator_with_tables() as client:
        leads = DynamoLeads(client, "Leads", "Outbox")
        for state in STATES:
            leads.commit(state)
        yield client


@pytest.mark.parametrize("parts", [None, 1, 4])
def test_every_lead_comes_once(client: "DynamoDBClient", parts: int | None) -> None:
    scan = LeadsScan(client, "Leads", parts)
    assert sorted((state.id, state.model, state.version) for state in scan.states()) == [
        (state.id, state.model, 1) for state in STATES
    ]
    assert sorted(scan.judged()) == [(state.id, state.model) for state in STATES]


def test_the_leads_are_counted(client: "DynamoDBClient") -> None:
    assert LeadsScan(client, "Leads").count() == len(STATES)


@dataclass
class Paged:
    """A table of so many leads as AWS says, each page of which holds one."""

    count: int
    asked: "list[ScanInputTypeDef]" = field(default_factory=list)

    def describe_table(self, TableName: str) -> dict[str, object]:  # noqa: N803 - AWS's word
        return {"Table": {"ItemCount": self.count}}

    def scan(self, **asked: object) -> "ScanOutputTypeDef":
        self.asked.append(cast("ScanInputTypeDef", asked))
        mine = self._part(cast("int", asked["Segment"]), cast("int", asked["TotalSegments"]))
        after = cast("Item", asked.get("ExclusiveStartKey", {"place": {"S": "-1"}}))
        place = int(after["place"]["S"]) + 1
        answer: dict[str, object] = {"Items": mine[place : place + 1]}
        if place + 1 < len(mine):
            answer["LastEvaluatedKey"] = {"place": {"S": f"{place}"}}
        return cast("ScanOutputTypeDef", answer)

    def _part(self, part: int, parts: int) -> "Sequence[Item]":
        return [to_item(state) for state in STATES[part::parts]]


@pytest.mark.parametrize(("count", "parts"), [(0, 1), (WORTH, 2), (WORTH * 1_000, PARTS)])
def test_a_large_table_is_read_in_several_parts_page_by_page(count: int, parts: int) -> None:
    table = Paged(count)
    scan = LeadsScan(cast("DynamoDBClient", table), "Leads")
    assert sorted(state.id for state in scan.states()) == [state.id for state in STATES]
    assert {each["TotalSegments"] for each in table.asked} == {parts}
    assert len(table.asked) == len(STATES)


@dataclass
class Throttled(Paged):
    """The same, which answers only each time after so many calls that it refuses."""

    refuses: int = 0
    refused: int = 0

    def scan(self, **asked: object) -> "ScanOutputTypeDef":
        if self.refused < self.refuses:
            self.refused += 1
            status: Any = {"HTTPStatusCode": 400}
            raise ClientError({"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": status}, "Scan")
        self.refused = 0
        return super().scan(**asked)


def test_what_is_throttled_is_asked_again_after_ever_longer_pauses() -> None:
    slept: list[float] = []
    table = cast("DynamoDBClient", Throttled(1, refuses=3))
    found = list(pages(table, {"TableName": "Leads"}, Place.first(1), slept.append))
    assert [len(page) for page in found] == [1] * len(STATES)
    assert slept == [*PAUSES[:3]] * len(STATES)


def test_what_is_throttled_for_ever_ends_the_reading() -> None:
    slept: list[float] = []
    table = cast("DynamoDBClient", Throttled(1, refuses=len(PAUSES) + 1))
    with pytest.raises(OutsideDown):
        list(pages(table, {"TableName": "Leads"}, Place.first(1), slept.append))
    assert slept == [*PAUSES]


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("read", [0, 1, 7, 29, 30])
def test_reading_goes_on_behind_the_pages_that_were_done_with(parts: int, read: int) -> None:
    scan = LeadsScan(cast("DynamoDBClient", Paged(0)), "Leads", parts)
    place = scan.place()
    walk = scan.pages(place)
    done = [state.id for page in islice(walk, read) for state in page]
    next(walk, None)  # whoever asks for the next page is done with the one before
    again = [state.id for page in scan.pages(replace(place, after={**place.after})) for state in page]
    assert sorted([*done, *again]) == [state.id for state in STATES]
    assert again == [] or read < len(STATES)


@pytest.mark.parametrize("count", [0, WORTH * 9, WORTH * 1_000])
def test_shares_of_a_table_are_read_apart_and_are_all_of_it(count: int) -> None:
    scan = LeadsScan(cast("DynamoDBClient", Paged(count)), "Leads")
    shares = [[state.id for page in scan.pages(scan.place(share, 3)) for state in page] for share in (1, 2, 3)]
    assert all(shares)
    assert sorted(chain(*shares)) == [state.id for state in STATES]
