"""Who gets which lead, in real tables: through deaths at any call, and through conflicts of many workers."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Final

import pytest
from botocore.exceptions import ClientError

from leadflow.adapters.tables.book import DynamoBook
from leadflow.adapters.tables.leads import DynamoLeads
from leadflow.adapters.tables.outbox import DynamoOutbox
from leadflow.application.assign import Assigner
from leadflow.application.ports import OutsideDown
from leadflow.application.react import Reactor
from leadflow.domain.automation import Change
from leadflow.domain.errand import Errand
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.lead import Lead
from leadflow.domain.news import Evidence, News
from leadflow.domain.state import State
from leadflow.domain.transition import Cause, Transition
from tests.fakes import MemoryActions, MemoryLeads
from tests.integration.aws import by_emulator_with_tables
from tests.integration.mortal import MOMENTS, Death, Mortal
from tests.models import MONDAY, model
from tests.unit.application.workbench import MemoryIntake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEVEN: Final = [f"rep{number}@acme.example" for number in range(7)]
POLICY: Final = model(
    segments={"hot": {"signal": "touch"}},
    routing=[{"by": "account"}, {"round_robin": SEVEN}],
    team={SEVEN[0]: {"capacity": 40}},
    automations={
        "give": {"when": {"enters": "hot"}, "do": [{"notify": "sales"}, {"assign": "routing"}, {"notify": "sales"}]}
    },
    channels={"sales": {"slack": "sales-webhook"}},
)
LEADS: Final = [LeadId(digest(str(number))) for number in range(3)]


@dataclass
class World:
    """Tables and queues that survive, and workers that need not."""

    client: "DynamoDBClient"
    mortal: Mortal
    actions: MemoryActions = field(default_factory=MemoryActions)
    intake: MemoryIntake = field(default_factory=MemoryIntake)

    def work(self, lead: LeadId, minute: int) -> None:
        leads = DynamoLeads(self.client, "Leads", "Outbox")
        book = DynamoBook(self.client, "Deliveries", lambda _: None)
        assigner = Assigner(POLICY, leads, book, self.intake, acting=True)
        outbox = DynamoOutbox(self.client, "Outbox")
        reactor = Reactor(POLICY, self.actions, outbox, assigner.owner, listed=lambda *_: None)
        reactor.react(hot(lead), Instant(MONDAY + minute * MINUTE))

    def outcome(self) -> tuple[set[Errand], set[str], int]:
        """Errands with their owners, what leads are told, and how much is still to do."""
        told = {f"{each.id} {each.properties}" for parcel, _ in self.intake.sent for each in parcel.activities}
        pending = sum("pending" in item for item in self.client.scan(TableName="Outbox")["Items"])
        return {each for each in self.actions.sent if isinstance(each, Errand)}, told, pending

    def pages(self) -> dict[str, dict[str, str]]:
        items = self.client.scan(TableName="Deliveries")["Items"]
        pages = {item["transition"]["S"]: item["notes"]["M"] for item in items if item["action"]["S"] == "page"}
        return {heading: {name: each["N"] for name, each in notes.items()} for heading, notes in pages.items()}


def hot(lead: LeadId) -> News:
    transition = Transition(Change.ENTERED, "hot", None, MONDAY, Cause.ACTIVITY, calls=("give",))
    return News(lead, 1, transition, Evidence({}, {}, (), None))


@pytest.fixture
def world() -> Iterator[Callable[[Mortal], World]]:
    """Makes a new world each time, in which two leads of three are one company's."""
    with by_emulator_with_tables() as client:
        leads = DynamoLeads(client, "Leads", "Outbox")
        for number, lead in enumerate(LEADS):
            email = f"ada@{'nordlys' if number == 1 else 'fjordbank'}.example"
            leads.commit(State(lead, Lead(Keys(email=email))), [hot(lead)])

        def new(mortal: Mortal) -> World:
            for item in client.scan(TableName="Deliveries")["Items"]:
                client.delete_item(TableName="Deliveries", Key={name: item[name] for name in ("transition", "action")})
            for item in client.scan(TableName="Outbox")["Items"]:
                client.put_item(TableName="Outbox", Item={**item, "pending": {"S": "00"}})
            return World(client, mortal)

        yield new


def lived(world: World, moment: str) -> World:
    """All news acted on; the worker that dies is followed by one that gets the news again, a minute later."""
    for lead in LEADS:
        world.client.meta.events.register(moment, world.mortal.live, unique_id="mortal")
        try:
            world.work(lead, 0)
        except Death:
            world.client.meta.events.unregister(moment, unique_id="mortal")
            world.work(lead, 1)
        world.client.meta.events.unregister(moment, unique_id="mortal")
    return world


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_death_at_any_call_leaves_every_lead_with_one_owner(world: Callable[[Mortal], World], moment: str) -> None:
    counter = Mortal()
    whole = lived(world(counter), moment)
    errands, told, pending = whole.outcome()
    assert {each.news: each.owner for each in errands} == {
        hot(lead).id: SEVEN[number] for lead, number in zip(LEADS, (0, 1, 0), strict=True)
    }
    assert (len(errands), len(told), pending) == (6, 3, 0)
    assert counter.calls > 15
    pages = whole.pages()
    for call in range(1, counter.calls + 1):
        again = lived(world(Mortal(at=call)), moment)
        assert again.outcome() == (errands, told, pending), f"death at call {call}"
        assert again.pages().keys() == pages.keys(), f"death at call {call}"


class Contested:
    """The table's client, one call at a time; of transactions some meet another one, and of some the answer is lost."""

    def __init__(self, client: "DynamoDBClient", dice: Random) -> None:
        self._client, self._dice, self._lock = client, dice, Lock()

    def __getattr__(self, name: str) -> Callable[..., object]:
        call = getattr(self._client, name)

        def locked(**arguments: object) -> object:
            with self._lock:
                chance = self._dice.random() if name == "transact_write_items" else 0.5
                if chance < 0.15:
                    raise refused("TransactionCanceledException", ["None", "TransactionConflict"])
                answer = call(**arguments)
                if chance > 0.95:
                    raise refused("InternalServerError", [])
                return answer

        return locked


def refused(code: str, reasons: Sequence[str]) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": ""},
            "CancellationReasons": [{"Code": reason} for reason in reasons],
            "ResponseMetadata": {
                "HTTPStatusCode": 400 if reasons else 500,
                "RequestId": "",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        "TransactWriteItems",
    )


def test_a_thousand_leads_over_seven_through_conflicts_differ_by_one_at_most() -> None:
    policy = model(segments={"hot": {"signal": "touch"}}, routing=[{"round_robin": SEVEN}])
    leads, intake, dice = MemoryLeads(), MemoryIntake(), Random(11)  # noqa: S311 it plays a part
    names = [LeadId(digest(str(number))) for number in range(1000)]
    for name in names:
        leads.kept[name] = State(name, Lead(Keys(email=f"{name}@fjordbank.example")), version=1)
    with by_emulator_with_tables() as client:
        contested: DynamoDBClient = Contested(client, dice)  # type: ignore[assignment] # it only stands before it
        book = DynamoBook(contested, "Deliveries", lambda _: None)
        assigner = Assigner(policy, leads, book, intake, acting=True)

        def until_it_works(lead: LeadId) -> str | None:
            try:
                return assigner.owner(hot(lead), MONDAY)
            except OutsideDown:
                return until_it_works(lead)

        with ThreadPoolExecutor(8) as threads:
            owners = Counter(threads.map(until_it_works, names))
        found = Counter(assignment.owner for name in names if (assignment := book.assignment(hot(name).id)))
    assert owners == found
    assert (set(owners), sum(owners.values())) == (set(SEVEN), 1000)
    assert max(owners.values()) - min(owners.values()) == 1
    told = {each.id: each.properties["owner"] for parcel, _ in intake.sent for each in parcel.activities}
    assert Counter(told.values()) == owners
