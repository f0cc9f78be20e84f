"""Which occurrences count, and which can still come to count."""

from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.occurrence import Occurrence, Sighting, counting, worth_keeping
from leadflow.domain.signal import Pattern, Seen, Signal
from tests.models import MONDAY, later

UTC = Calendar()


def signal(keep: int = 100, per: str | None = None) -> Signal:
    return Signal("clicked", (Pattern(("email.clicked",)),), per, keep)


def sighting(name: str, at: Instant, key: str = "", measure: float = 1.0) -> Sighting:
    return Sighting(at, name, key, measure)


def test_of_one_day_the_nine_earliest_and_the_latest_count() -> None:
    flood = [sighting(f"{i:02}", Instant(MONDAY + i)) for i in range(50)]
    assert [each.id for each in counting(flood, signal(), UTC)] == [*(f"{i:02}" for i in range(9)), "49"]


def test_only_the_most_recent_are_kept() -> None:
    daily = [sighting(str(i), later(i)) for i in range(5)]
    assert [each.id for each in counting(daily, signal(keep=2), UTC)] == ["3", "4"]


def test_per_counts_each_value_once_the_greatest_measure_first_then_the_earliest() -> None:
    found = [
        sighting("a", later(0), "guide", 0.2),
        sighting("b", later(1), "guide", 0.9),
        sighting("c", later(2), "guide", 0.9),
        sighting("d", later(3), "film", 0.1),
    ]
    assert [each.id for each in counting(found, signal(per="asset"), UTC)] == ["b", "d"]


TIMES = st.lists(st.integers(0, 6 * 24), max_size=60)


@given(TIMES, TIMES, st.integers(1, 12))
def test_what_is_not_worth_keeping_never_counts_whatever_else_arrives(
    first: list[int], more: list[int], keep: int
) -> None:
    policy = signal(keep=keep)
    old = [sighting(f"a{i}", Instant(MONDAY + hour * HOUR)) for i, hour in enumerate(first)]
    new = [sighting(f"b{i}", Instant(MONDAY + hour * HOUR)) for i, hour in enumerate(more)]
    old.sort(key=lambda each: (each.at, each.id))
    kept = [each for each in old if each.id in worth_keeping(old, policy, UTC)]
    whole, part = ([*those, *new] for those in (old, kept))
    whole.sort(key=lambda each: (each.at, each.id))
    part.sort(key=lambda each: (each.at, each.id))
    assert counting(part, policy, UTC) == counting(whole, policy, UTC)


def test_two_sightings_of_one_activity_are_one_with_the_earlier_instant_and_its_key() -> None:
    early = Occurrence("x", later(0), {"clicked": Seen("guide", 0.2), "visit": Seen("a")})
    late = Occurrence("x", later(1), {"clicked": Seen("film", 0.9), "blog": Seen("b")})
    both = Occurrence("x", later(0), {"blog": Seen("b"), "clicked": Seen("guide", 0.9), "visit": Seen("a")})
    assert early.merge(late) == late.merge(early) == both
    assert both.merge(both) is both
