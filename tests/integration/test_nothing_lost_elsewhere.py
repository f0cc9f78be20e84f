"""A CRM or an email tool that is dead, slow to recover or forgetful loses nothing, and delays no message."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from leadflow.adapters.tables.receipts import DynamoReceipts
from leadflow.application.circuit import LONGEST_WAIT
from leadflow.application.ports import Outcome
from leadflow.cli.main import main
from leadflow.domain.automation import Action, Enrol, Notify, Task, Upsert
from leadflow.domain.crm import Crm
from leadflow.domain.errand import Errand
from leadflow.domain.instant import DAY as ONE_DAY
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.track import Track
from local.crm.exchange import Failure
from local.crm.hubspot.account import Record
from local.crm.hubspot.provider import TOKEN, HubSpot
from local.crm.hubspot.seed import seed
from local.crm.standin import Standin
from local.nurture import brevo
from tests.integration.operating import DAY, Queue, operating
from tests.integration.outward import NONE, put_secret, running
from tests.unit.channels.matters import ADA, HAND_OVER, MODEL, news

COUNT: Final = 2
LIST: Final = 12
AWHILE: Final = (2 * LONGEST_WAIT + HOUR) // SECOND
"""What waits for a destination or a record is done so long after both are back."""

ACTIONS: Final[Mapping[str, Sequence[Action]]] = {
    "crm": (Upsert("hubspot"), Task("hubspot", "Call {name}", Duration(ONE_DAY))),
    "tracks": (Enrol("reawaken"),),
    "sales": (Notify("sales"),),
}


@dataclass
class World:
    """The queue, the CRM and the email tool."""

    queue: Queue
    crm: HubSpot
    tool: brevo.Brevo
    standins: Sequence[Standin]

    def die(self, failure: Failure) -> None:
        """Let both fail, for as long as anybody asks."""
        for each in self.standins:
            each.fail(failure, times=10_000)

    def come_back(self) -> None:
        for each in self.standins:
            each.recover()

    def contacts(self) -> Sequence[Record]:
        held = self.crm.account.records["contacts"].values()
        return [each for each in held if each.properties.get("email") == "ada@northwind.example"]

    def done(self) -> tuple[int, int, Sequence[str]]:
        """How many contacts and tasks there are, and who is on the list."""
        return len(self.contacts()), len(self.crm.account.records["tasks"]), self.tool.members(LIST)

    def outcomes(self) -> Counter[tuple[str, Outcome | None]]:
        """How many receipts of each destination have ended how."""
        found = DynamoReceipts(self.queue.stack.dynamodb, "Deliveries").since(Instant(0))
        return Counter((each.channel, each.outcome) for each in found)


def errands(count: int = COUNT) -> list[Errand]:
    """So many hand-overs, the actions of all one after the other, and one lead for the track."""
    found = [
        Errand(ADA, news().id, f"{name}_{number}", place)
        for number in range(count)
        for name in ("crm", "sales")
        for place in range(len(ACTIONS[name]))
    ]
    return [Errand(ADA, news().id, "tracks_0", 0), *found]


def policy(crm: Standin, tool: Standin) -> LeadModel:
    sender = Sender("crm", "hubspot", token="crm-token", instance=crm.url)
    names = {f"{name}_{number}": do for name, do in ACTIONS.items() for number in range(COUNT)}
    return replace(
        MODEL,
        senders={"crm": sender},
        crm=Crm("hubspot", "crm"),
        tracks={"reawaken": Track("reawaken", "brevo", "brevo", str(LIST), tool.url)},
        automations={name: replace(HAND_OVER, name=name, do=tuple(do)) for name, do in names.items()},
    )


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    crm, tool = HubSpot(), brevo.Brevo([LIST])
    seed(crm.account, people=0)
    with Standin(crm) as account, Standin(tool) as lists:
        model = policy(account, lists)
        with running(monkeypatch, model) as stack:
            stack.set("LEADFLOW_LOCAL_SINKS", f"{stack.sink.host},{account.place},{lists.place}")
            for name, value in (("crm-token", TOKEN), ("brevo", brevo.TOKEN)):
                put_secret(value, f"/leadflow/test/out/{name}")
            stack.announce()
            with operating(stack, tmp_path, caplog, model) as queue:
                yield World(queue, crm, tool, (account, lists))


ALL: Final = Counter(
    {("crm.hubspot", Outcome.DONE): 2 * COUNT, ("sales", Outcome.DONE): COUNT, ("tracks.reawaken", Outcome.DONE): 1}
)


def test_after_500_three_times_there_is_one_of_each(world: World) -> None:
    for each in world.standins:
        each.fail(Failure(500), times=3)
    world.queue.put(errands(1))
    world.queue.work(DAY)
    assert world.done() == (1, 1, ["ada@northwind.example"])
    assert set(world.outcomes().values()) == {1, 2}
    assert {outcome for _, outcome in world.outcomes()} == {Outcome.DONE}


@pytest.mark.parametrize("after", range(7))
def test_whichever_answer_is_lost_after_it_has_acted_there_is_one_of_each(world: World, after: int) -> None:
    world.standins[0].fail(Failure(silent=True, done=True), after=after)
    world.standins[1].fail(Failure(silent=True, done=True))
    world.queue.put(errands(1))
    world.queue.work(DAY)
    assert world.done() == (1, 1, ["ada@northwind.example"])
    assert {outcome for _, outcome in world.outcomes()} == {Outcome.DONE}


@pytest.mark.parametrize("failure", [Failure(503), pytest.param(Failure(401), marks=pytest.mark.long)])
def test_who_is_dead_for_a_day_delays_no_message_costs_few_calls_and_gets_all_of_it_afterwards(
    world: World, failure: Failure
) -> None:
    world.die(failure)
    world.queue.put(errands())
    world.queue.work(60)
    assert world.queue.ended == [(0, "sales")] * COUNT
    world.queue.work(DAY)
    assert len(world.queue.ended) == COUNT
    assert all(len(each.calls) < 200 for each in world.standins)
    world.come_back()
    world.queue.work(DAY + AWHILE)
    assert world.outcomes() == ALL
    assert world.done() == (1, COUNT, ["ada@northwind.example"])
    assert world.queue.given_up == []


def test_what_both_have_refused_one_command_does_again(world: World) -> None:
    world.die(Failure(400))
    world.queue.put(errands())
    world.queue.work(DAY)
    failed = {("crm.hubspot", Outcome.FAILED), ("tracks.reawaken", Outcome.FAILED), ("sales", Outcome.DONE)}
    assert set(world.outcomes()) == failed
    world.come_back()
    assert main(["redrive", "actions", "--yes"]) == 0
    while (answer := world.queue.stack.deliver()) is not None:
        if answer != NONE:
            world.queue.stack.let_the_pause_pass()
    assert world.outcomes() == ALL
    assert world.done() == (1, COUNT, ["ada@northwind.example"])
    assert len(world.queue.stack.sink.taken) == COUNT
