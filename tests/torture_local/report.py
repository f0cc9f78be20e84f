"""How far a run is, and what came of it, in words."""

import sys
import time
from collections import Counter

from tests.torture_local.plans import Misfortune
from tests.torture_local.seen import Seen
from tests.torture_local.siege import Siege

EVERY = 10.0
"""Seconds between two lines where nobody watches a terminal."""

WIDTH = 30

KILLS = {
    Misfortune.FUNCTION: 1,
    Misfortune.EMULATOR: 1,
    Misfortune.STACK: 1,
    Misfortune.SNAPSHOT: 1,
    Misfortune.STARTING: 2,
    Misfortune.ORDERLY: 0,
}
"""What each kills."""


def kills(happened: Counter[Misfortune]) -> int:
    """How many processes were killed."""
    return sum(KILLS[each] * count for each, count in happened.items())


class Progress:
    """Prints how far a run is: one line that changes on a terminal, else one line now and then."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._next = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def show(self, siege: Siege) -> None:
        watched = sys.stdout.isatty()
        if not watched and self.seconds < self._next:
            return
        self._next = self.seconds + EVERY
        filled = "#" * (siege.answered * WIDTH // siege.total)
        line = f"[{filled:.<{WIDTH}}] {siege.answered:,} of {siege.total:,} webhooks answered, {self._about(siege)}"
        print(f"\r{line}" if watched else line, end="" if watched else "\n", flush=True)

    def _about(self, siege: Siege) -> str:
        left = len(siege.plan.misfortunes) - siege.happened.total()
        return f"{kills(siege.happened)} kills, {siege.starts} starts, {left} misfortunes to come, {self.seconds:.0f} s"


def summary(siege: Siege, seen: Seen) -> list[str]:
    """The figures of a run that is over."""
    counts = siege.desk.tally.counts
    tries, told = sum(each.tries for each in seen.webhooks), Counter(each["id"] for each in seen.told)
    again = sum(count - 1 for count in told.values())
    forgotten = len(set(told) - {each.id for each in seen.news})
    happened = ", ".join(f"{each.name.lower()} {count}" for each, count in sorted(siege.happened.items(), key=_place))
    return [
        f"webhooks {siege.total:,}: accepted {counts['accepted']:,}, refused {counts['refused']:,}",
        f"calls {tries:,}: out of reach {counts['out of reach']:,}, no answer in time {counts['timed out']:,},",
        f"  answered 5xx {counts['failed']:,}, sent again on purpose {counts['sent again']:,}",
        f"kills {kills(siege.happened)}, starts {siege.starts} ({happened})",
        f"activities {len(seen.kept):,}, leads {len(seen.deeds):,}, news {len(seen.news):,}",
        f"messages {len(seen.told):,}: {len(told):,} ids, {again:,} repeated under their id,",
        f"  {forgotten:,} under an id that the machine forgot when it was killed",
    ]


def _place(pair: tuple[Misfortune, int]) -> int:
    return pair[0].value
