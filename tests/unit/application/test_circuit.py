"""A destination that fails is left alone, and nothing that is for it is lost or taken for a failure of its own."""

from dataclasses import dataclass, replace

import pytest

from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import FIRST_WAIT, LONGEST_WAIT, SLOW, TRIES, Circuit, LeftAlone, Line, wait
from leadflow.application.deliver import LONGEST_PAUSE
from leadflow.application.ports import Outcome, OutsideDown
from leadflow.application.postpone import RENEWED, SPREAD, postponed
from leadflow.domain.automation import Notify
from leadflow.domain.errand import Errand
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.lead_model import Channel
from tests.fakes import MemoryCircuits
from tests.unit.channels.matters import HAND_OVER, MODEL, NOW
from tests.unit.delivering import ERRAND, LETTER, World


class DownCircuits(MemoryCircuits):
    def look(self, destination: str, now: Instant) -> Circuit:
        raise OutsideDown


class ForgetfulCircuits(MemoryCircuits):
    """Lets in, and then cannot be reached."""

    def close(self, destination: str) -> None:
        raise OutsideDown

    def failed(self, destination: str, now: Instant, after: Duration | None) -> Circuit:
        raise OutsideDown


@dataclass
class Slow(World):
    def post(self, request: OutboundRequest) -> Reply:
        return replace(super().post(request), took=Duration(SLOW + 1))


def errand(number: int) -> Errand:
    return replace(ERRAND, automation="hand_over" if number == 0 else f"hand_over_{number}")


def dead(world: World) -> Instant:
    """The destination fails until it is left alone; until when."""
    world.answers = [TryAgain("500")] * TRIES
    for _ in range(TRIES):
        with pytest.raises(TryAgain):
            world.deliver()
    return world.circuits.kept["sales"].until


def test_a_destination_that_failed_so_often_costs_no_call_and_no_claim() -> None:
    world = World()
    dead(world)
    with pytest.raises(LeftAlone, match="left alone"):
        world.deliver(now=Instant(NOW + SECOND))
    assert len(world.told) == TRIES
    assert not world.receipts.claims


def test_the_failure_that_opens_the_circuit_waits_with_the_others() -> None:
    world = World(answers=[TryAgain("500")] * TRIES)
    for _ in range(TRIES - 1):
        with pytest.raises(TryAgain) as again:
            world.deliver()
        assert not isinstance(again.value, LeftAlone)
    with pytest.raises(LeftAlone, match="500") as left:
        world.deliver()
    assert left.value.after == FIRST_WAIT


def test_when_the_wait_is_over_one_call_finds_out_and_all_go_on() -> None:
    world = World()
    until = dead(world)
    assert world.deliver(now=until).outcome is Outcome.DONE
    assert world.circuits.kept == {}
    assert len(world.told) == TRIES + 1


def test_while_one_finds_out_the_others_wait() -> None:
    world = World()
    until = dead(world)
    world.circuits.enter("sales", until)
    with pytest.raises(LeftAlone):
        world.deliver(now=until)
    assert len(world.told) == TRIES


def test_between_a_look_and_the_call_another_may_have_gone_to_find_out() -> None:
    @dataclass(slots=True)
    class Taken(MemoryCircuits):
        def look(self, destination: str, now: Instant) -> Circuit:
            return Circuit()

        def enter(self, destination: str, now: Instant) -> Instant | None:
            return Instant(now + MINUTE)

    world = World()
    desk, line = world.desk(), Line(Taken(), world.post)
    with pytest.raises(LeftAlone) as left:
        replace(desk, line=line, telling=replace(desk.telling, line=line)).deliver(ERRAND, LETTER, NOW)
    assert (left.value.after, world.told) == (MINUTE, [])


def test_a_refusal_is_an_answer_and_closes_the_circuit() -> None:
    world = World()
    until = dead(world)
    world.answers = [RefusedForGood("no_service")]
    assert world.deliver(now=until).outcome is Outcome.FAILED
    assert world.circuits.kept == {}


def test_a_slow_destination_takes_its_messages_but_one_at_a_time() -> None:
    world = Slow()
    for number in range(TRIES):
        called = replace(MODEL, automations={errand(number).automation: HAND_OVER})
        assert world.deliver(errand(number), called).outcome is Outcome.DONE
    assert world.circuits.kept["sales"] == Circuit(TRIES, NOW)


def test_in_observe_no_circuit_is_looked_at() -> None:
    world = World(circuits=DownCircuits())
    assert world.desk(acting=False).deliver(ERRAND, LETTER, NOW).outcome is Outcome.OBSERVED


def test_while_circuits_cannot_be_reached_nothing_is_lost() -> None:
    world = World(circuits=DownCircuits())
    with pytest.raises(TryAgain, match="circuits"):
        world.deliver()
    world.circuits = MemoryCircuits()
    assert world.deliver().outcome is Outcome.DONE


@pytest.mark.parametrize("world", [World(), Slow()])
def test_what_arrived_does_not_come_again_because_its_circuit_cannot_be_reached(world: World) -> None:
    world.circuits = ForgetfulCircuits({"sales": Circuit(1)})
    assert world.deliver().outcome is Outcome.DONE
    assert world.deliver().repeated


def test_waits_double_up_to_the_longest_and_are_no_shorter_than_asked_for() -> None:
    waits = [wait(failures, Duration(0)) for failures in (TRIES, TRIES + 1, TRIES + 4, TRIES + 5, 10**6)]
    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT, 16 * FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert wait(TRIES, Duration(LONGEST_WAIT * 2)) == LONGEST_WAIT * 2
    assert wait(TRIES, None) == 0


@pytest.mark.parametrize(("attempt", "renewed"), [(1, False), (RENEWED - 1, False), (RENEWED, True), (99, True)])
def test_what_waits_is_sent_anew_before_its_attempts_are_used_up(attempt: int, renewed: bool) -> None:
    assert postponed(LeftAlone("x", MINUTE), attempt, 0.0).renewed is renewed
    assert not postponed(TryAgain("x"), attempt, 0.0).renewed


def test_what_waits_comes_when_it_may_spread_over_some_seconds() -> None:
    assert postponed(LeftAlone("x", MINUTE), 1, 0.0).wait == MINUTE
    assert postponed(LeftAlone("x", MINUTE), 9, 1.0).wait == MINUTE + SPREAD
    assert postponed(LeftAlone("x", Duration(-SECOND)), 1, 0.0).wait == 0
    assert postponed(LeftAlone("x", Duration(9 * LONGEST_PAUSE)), 1, 0.0).wait == LONGEST_PAUSE


def test_a_failure_pauses_longer_each_time() -> None:
    assert postponed(TryAgain("x"), 2, 1.0).wait == 4 * FIRST_WAIT


def test_a_destination_is_left_alone_for_a_day_and_no_errand_uses_up_the_queue_s_patience() -> None:
    """As the queue counts: eleven attempts of one message, and it is given up."""
    world, now, received, calls = World(), NOW, 0, 0
    world.answers = [TryAgain("503")] * 10_000
    while now < NOW + 24 * 60 * MINUTE:
        received += 1
        assert received <= 10
        with pytest.raises(TryAgain) as again:
            world.deliver(now=now)
        after = postponed(again.value, received, 0.5)
        received = 0 if after.renewed else received
        now = Instant(now + after.wait)
        calls = len(world.told)
    assert calls < 120  # a probe every quarter of an hour
    world.answers = []
    assert world.deliver(now=Instant(now + LONGEST_WAIT)).outcome is Outcome.DONE
    assert world.buried == []


def test_another_destination_is_not_left_alone() -> None:
    world = World()
    dead(world)
    managers = replace(HAND_OVER, do=(Notify("managers"),))
    other = replace(
        MODEL, automations={"hand_over": managers}, channels={"managers": Channel("managers", "slack", "x")}
    )
    assert world.deliver(model=other).outcome is Outcome.DONE
