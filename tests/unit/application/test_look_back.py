"""What the lead itself does not know is read from its timeline, once, and only where it is needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from leadflow.application.ports import OutsideDown, Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from tests.fakes import MemoryTimeline
from tests.models import ADA, did, later, model
from tests.unit.application.workbench import FULL, Bench, id_of, told


@dataclass(slots=True)
class CountedTimeline(MemoryTimeline):
    """Counts how often it is read, and refuses it while `down`."""

    reads: int = 0
    down: bool = False

    def read(self, lead: LeadId, until: Instant | None = None) -> Iterator[Activity]:
        self.reads += 1
        if self.down:
            raise OutsideDown("no table")
        return MemoryTimeline.read(self, lead, until)


@pytest.fixture
def timeline() -> CountedTimeline:
    return CountedTimeline()


@pytest.fixture
def bench(timeline: CountedTimeline) -> Bench:
    """A lead that has clicked on four days, of which the last two count."""
    bench = Bench(timeline=timeline, policy=FULL)
    for day in range(4):
        bench.run(told(did(f"c{day}", at=later(day))), now=later(day))
    return bench


VOID = did("v", "activity.voided", later(4), properties={"activity": "c3"})


def counting(bench: Bench) -> list[str]:
    lead = bench.state(ADA).lead
    return sorted(name for name in lead.occurrences if lead.counts(name))


def test_a_usual_batch_reads_no_timeline(bench: Bench, timeline: CountedTimeline) -> None:
    assert counting(bench) == ["c2", "c3"]
    assert timeline.reads == 0


def test_what_was_left_out_counts_again_when_a_place_is_free(bench: Bench, timeline: CountedTimeline) -> None:
    bench.run(told(VOID), now=later(4))
    assert counting(bench) == ["c1", "c2"]
    assert timeline.reads == 1


def test_the_same_word_again_reads_and_writes_nothing(bench: Bench, timeline: CountedTimeline) -> None:
    bench.run(told(VOID), now=later(4))
    before = bench.state(ADA)
    bench.run(told(VOID), now=later(5))
    assert bench.state(ADA) is before
    assert timeline.reads == 1


def test_while_the_timeline_is_down_the_letter_comes_again_and_nothing_is_written(
    bench: Bench, timeline: CountedTimeline
) -> None:
    timeline.down = True
    assert bench.run(told(VOID), now=later(4)).returned == {"m0"}
    assert counting(bench) == ["c2", "c3"]
    timeline.down = False
    bench.run(told(VOID), now=later(4))
    assert counting(bench) == ["c1", "c2"]


def test_who_is_outrun_looks_back_again(bench: Bench, timeline: CountedTimeline) -> None:
    bench.leads.races = 1
    bench.run(told(VOID), now=later(4))
    assert counting(bench) == ["c1", "c2"]
    assert timeline.reads == 2


WIDER = replace(
    FULL,
    signals=model(signals={"clicked": {"activity": ["email.clicked", "page.viewed"], "keep": 3}}).signals,
    segments=model(
        signals={"clicked": {"activity": "email.clicked"}}, segments={"active": {"signal": "clicked", "at_least": 3}}
    ).segments,
)


@pytest.mark.parametrize("announce", [False, True])
def test_under_a_new_model_a_lead_is_folded_again_and_announced_only_where_asked(
    timeline: CountedTimeline, announce: bool
) -> None:
    bench = Bench(timeline=timeline, policy=FULL)
    bench.run(told(did("a"), *(did(f"p{day}", "page.viewed", later(day)) for day in (1, 2))), now=later(2))
    bench.policy = WIDER
    report = bench.run(Parcel(wakes=(id_of(ADA),), announce=announce), Parcel(wakes=(id_of(ADA),)), now=later(3))
    assert report.transitions == 1
    assert counting(bench) == ["a", "p1", "p2"]
    (news,) = bench.leads.outbox.kept.values()
    assert news.transition.calls == (("tell",) if announce else ())


def test_a_wake_that_is_sent_again_alone_is_still_to_be_announced(bench: Bench) -> None:
    bench.policy = WIDER
    bench.leads.poison = [id_of(ADA)]
    bench.run(Parcel(wakes=(id_of(ADA),), announce=True), now=later(4))
    assert bench.intake.sent[-1][0] == Parcel(wakes=(id_of(ADA),), attempt=1, announce=True)
