"""The threads of a pool, as a scheduler sees them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar, cast

from tests.torture.scheduler import Scheduler

Found = TypeVar("Found")


class Crew(Executor):
    """Does each piece of work as a task of its own."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def map(
        self,
        fn: Callable[..., Found],
        *iterables: Iterable[object],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[Found]:
        given, found, failed = list(zip(*iterables, strict=False)), dict[int, Found](), dict[int, Exception]()

        def work(place: int) -> None:
            try:
                found[place] = fn(*given[place])
            except Exception as error:  # noqa: BLE001 - it is raised where the outcome is asked for
                failed[place] = error

        current = self._scheduler.current
        if current is not None and len(given) > 1:
            places = range(len(given))
            self._scheduler.join([self._scheduler.spawn(current.process, partial(work, place)) for place in places])
        elif given:
            work(0)
        if failed:
            raise failed[min(failed)]
        return iter(cast("list[Found]", [found[place] for place in range(len(given))]))
