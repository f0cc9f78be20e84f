"""What one visitor can put into a lead's timeline through a source that everybody can call."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from leadflow.application.ports import OutsideDown
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import HOUR, SECOND, Instant
from leadflow.domain.news import News
from leadflow.domain.pace import LIMIT, Pace
from leadflow.domain.state import State
from tests.models import ADA, MONDAY, model
from tests.models import did as told_of
from tests.unit.application.workbench import Bench, FaultyLeads, id_of, told

POLICY = model(
    sources={
        "site": {"kind": "segment", "secret": "site", "trust": "public", "origins": ["https://www.acme.example"]},
        "newsletter": {"kind": "sendgrid", "secret": "newsletter"},
    },
    signals={"visit": {"activity": "page.viewed", "keep": 1000}, "clicked": {"activity": "email.clicked"}},
)
THIS_HOUR = MONDAY // HOUR


@pytest.fixture
def bench() -> Bench:
    return Bench(policy=POLICY)


def did(name: str, kind: str = "page.viewed", at: Instant = MONDAY, source: str = "site") -> Activity:
    return replace(told_of(name, kind, at), source=source)


def visits(numbers: Iterable[int], at: Instant = MONDAY) -> list[Activity]:
    return [did(str(number), at=Instant(at + number)) for number in numbers]


def in_timeline(bench: Bench) -> int:
    return len(bench.timeline.kept[id_of(ADA)])


def test_more_than_the_limit_of_an_hour_is_dropped_and_counted(bench: Bench) -> None:
    report = bench.run(told(*visits(range(LIMIT - 1))), told(*visits(range(LIMIT - 1, LIMIT + 3))))
    assert (report.fresh, report.dropped, report.written) == (LIMIT, 3, 1)
    assert in_timeline(bench) == LIMIT
    assert bench.state(ADA).pace == Pace(THIS_HOUR, LIMIT)
    assert str(LIMIT) not in bench.state(ADA).lead.occurrences


def test_what_is_dropped_writes_nothing(bench: Bench) -> None:
    bench.run(told(*visits(range(LIMIT))))
    before = bench.state(ADA)
    report = bench.run(told(*visits(range(LIMIT, LIMIT + 5))))
    assert (report.dropped, report.written, report.fresh) == (5, 0, 0)
    assert bench.state(ADA) is before


def test_the_next_hour_begins_anew(bench: Bench) -> None:
    bench.run(told(*visits(range(LIMIT))))
    later = Instant(MONDAY + HOUR)
    report = bench.run(told(did("x", at=Instant(later - 1)), did("y", at=later)), now=later)
    assert (report.dropped, report.fresh) == (1, 1)
    assert bench.state(ADA).pace == Pace(THIS_HOUR + 1, 1)


def test_what_comes_late_counts_to_the_latest_hour(bench: Bench) -> None:
    bench.run(told(did("a")))
    bench.run(told(did("b", at=Instant(MONDAY - HOUR))))
    assert bench.state(ADA).pace == Pace(THIS_HOUR, 2)


def test_servers_are_heard_however_much_a_visitor_does(bench: Bench) -> None:
    bench.run(told(*visits(range(LIMIT + 1))))
    report = bench.run(told(did("click", "email.clicked", source="newsletter")))
    assert (report.fresh, report.dropped) == (1, 0)
    assert "click" in bench.state(ADA).lead.occurrences
    assert bench.state(ADA).pace == Pace(THIS_HOUR, LIMIT)


@pytest.mark.parametrize("source", ["newsletter", "operator"])
def test_what_servers_and_people_tell_is_not_counted(bench: Bench, source: str) -> None:
    many = [did(str(number), "email.clicked", Instant(MONDAY + number), source) for number in range(LIMIT + 1)]
    report = bench.run(told(*many))
    assert (report.fresh, report.dropped) == (LIMIT + 1, 0)
    assert bench.state(ADA).pace == Pace()


def test_a_count_that_changes_is_written_though_nothing_else_does(bench: Bench) -> None:
    bench.run(told(did("a")))
    report = bench.run(told(did("b", "email.opened")))
    assert (report.written, report.transitions) == (1, 0)
    assert bench.state(ADA).pace == Pace(THIS_HOUR, 2)


@pytest.mark.parametrize("kind", ["page.viewed", "email.opened"])
def test_the_same_batch_again_counts_and_writes_nothing(bench: Bench, kind: str) -> None:
    bench.run(told(did("a", kind), did("b", kind)))
    before = bench.state(ADA)
    report = bench.run(told(did("b", kind), did("a", kind)))
    assert (report.written, report.dropped) == (0, 0)
    assert bench.state(ADA) is before


def test_what_is_known_is_not_dropped_when_it_comes_again(bench: Bench) -> None:
    bench.run(told(*visits(range(LIMIT))))
    assert bench.run(told(*visits(range(LIMIT)))).dropped == 0


def test_what_was_put_away_before_a_crash_is_taken_in_and_not_counted_again(bench: Bench) -> None:
    class Dying(FaultyLeads):
        def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:
            raise OutsideDown("no table")

    batch = told(did("a"), did("b"))
    assert Bench(leads=Dying(), timeline=bench.timeline, policy=POLICY).run(batch).returned == {"m0"}
    bench.run(batch)
    assert set(bench.state(ADA).lead.occurrences) == {"a", "b"}
    assert bench.state(ADA).pace == Pace()
    assert in_timeline(bench) == 2


def test_two_writers_together_count_what_both_have_put(bench: Bench) -> None:
    class Slow(FaultyLeads):
        def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
            return super().load(ids, fresh=fresh) if fresh else {}  # a read that has not seen the winner's write

    bench.run(told(did("a")))
    slow = Bench(leads=Slow(bench.leads.outbox, bench.leads.kept), timeline=bench.timeline, policy=POLICY)
    assert slow.run(told(did("b"))).races == 1
    assert bench.state(ADA).pace == Pace(THIS_HOUR, 2)


def test_a_wake_that_comes_with_a_flood_is_not_lost(bench: Bench) -> None:
    bench.policy = model(
        sources={"site": {"kind": "segment", "secret": "site", "trust": "public"}},
        signals={"visit": {"activity": "page.viewed"}},
        segments={"just_now": {"signal": "visit", "within": "10 seconds"}},
    )
    bench.run(told(*visits(range(LIMIT))))
    after = Instant(MONDAY + 20 * SECOND)
    report = bench.run(told(did("more", at=after)), now=after)
    assert (report.dropped, report.transitions) == (1, 1)
    assert bench.state(ADA).standing.segments == {}
