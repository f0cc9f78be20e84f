"""What one lead did goes into the timeline at once; what two did is each one's own."""

from collections.abc import Callable, Iterable, Iterator

from leadflow.application.letter import Told
from tests.models import did
from tests.unit.application.workbench import BO, Bench, told


def test_several_activities_of_a_lead_are_put_away_together() -> None:
    together: list[list[str]] = []

    def spread(put: Callable[[Told], bool], those: Iterable[Told]) -> Iterator[bool]:
        found = list(those)
        together.append([each.activity.id for each in found])
        return map(put, found)

    bench = Bench(spread=spread)
    report = bench.run(told(did("a"), did("b"), did("a")), told(did("x", lead=BO)))
    assert together == [["a", "b", "a"]]
    assert report.fresh == 3
