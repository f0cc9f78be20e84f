"""A sender that sends again, and what of it is told once."""

from dataclasses import replace

from tests.models import ADA, MONDAY, did, later
from tests.unit.application.workbench import Bench, id_of, told


def test_a_form_sent_again_that_states_no_time_is_in_the_timeline_once() -> None:
    bench = Bench()
    first = did("a", "form.submitted", traits={"title": "CTO"})
    bench.run(told(first))
    before = bench.state(ADA)
    report = bench.run(told(replace(first, occurred_at=later(0.1), received_at=later(0.1))), now=later(0.1))
    assert [each.occurred_at for each in bench.timeline.read(id_of(ADA))] == [MONDAY]
    assert (report.fresh, bench.state(ADA).lead) == (0, before.lead)
