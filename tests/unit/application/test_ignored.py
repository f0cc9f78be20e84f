"""What the model ignores never becomes part of a lead, whichever way it came."""

from dataclasses import replace

from leadflow.application.ports import Parcel
from leadflow.domain.identity import Keys
from leadflow.domain.ignore import Ignored
from leadflow.domain.match import AnyOf
from tests.models import ADA, did, later
from tests.unit.application.workbench import BO, POLICY, Bench, id_of, told

STRICT = replace(POLICY, ignored=Ignored(emails=("*@nordlys.example",), wheres=({"test": AnyOf((True,))},)))


def test_what_the_model_ignores_is_counted_and_kept_nowhere() -> None:
    bench = Bench(policy=STRICT)
    test = did("t", lead=BO, properties={"test": True})
    nobody = did("n", lead=Keys(), properties={"test": True})
    report = bench.run(told(did("a"), did("b", lead=BO), test), told(nobody, did("v", "activity.voided")))
    assert (report.ignored, report.fresh, report.unidentified) == (4, 1, 0)
    assert set(bench.leads.kept) == {id_of(BO)} == set(bench.timeline.kept)
    assert bench.timeline.unidentified == []
    assert report.returned == set()


def test_who_was_a_lead_before_it_was_ignored_stays_one_and_time_goes_on() -> None:
    bench = Bench()
    bench.run(told(did("a")))
    bench.policy = STRICT
    bench.run(Parcel(wakes=(id_of(ADA),)), told(did("b")), now=later(1))
    assert set(bench.state(ADA).lead.occurrences) == {"a"}
    assert bench.state(ADA).standing.segments == {}
