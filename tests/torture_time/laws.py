"""What must be so of every world, whoever lives in it."""

from collections.abc import Callable, Iterator, Sequence

from tests.torture_time.world import SHARDS, World

Law = Callable[[World, float], Iterator[str]]


def broken(world: World, lead_days: float) -> list[str]:
    """What is not as it must be; `lead_days` are the days of all leads since they were first heard of."""
    return [each for law in LAWS for each in law(world, lead_days)]


def _in_time(world: World, _: float) -> Iterator[str]:
    """Nobody is woken before the answer has ended, or a minute after."""
    wakes = world.diary.wakes
    if wakes.early or wakes.late:
        yield f"{wakes.early} wakes were early, {wakes.late} late"


def _seldom_for_nothing(world: World, lead_days: float) -> Iterator[str]:
    """An answer may be said to end before it does, but not more often than once a day and lead."""
    nothing = world.diary.wakes.nothing
    if nothing > lead_days:
        yield f"{nothing} wakes for nothing in {lead_days:.0f} days of leads"


def _frugal(world: World, _: float) -> Iterator[str]:
    """What is read depends on how often leads are looked at and on rounds, never on how many leads there are."""
    reads, most = world.reads, world.diary.evaluations + len(SHARDS) * world.rounds.ran
    if reads.all_units > most:
        yield f"{reads.all_units} units read: {most} are enough"


def _quiet(world: World, _: float) -> Iterator[str]:
    """Nothing is left lying."""
    if world.dead.messages:
        yield f"{len(world.dead.messages)} dead letters, such as {world.dead.messages[0].body[:200]}"
    over = [each for each in world.intake.messages if each.visible_at <= world.traffic.end]
    if over:
        yield f"{len(over)} messages are left in the queue"


LAWS: Sequence[Law] = (_in_time, _seldom_for_nothing, _frugal, _quiet)
