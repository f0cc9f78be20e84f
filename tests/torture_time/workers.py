"""The containers that Lambda has for a queue: five at first, one more every fifth of a second while messages wait."""

from dataclasses import dataclass, field
from heapq import heapify, heapreplace

from tests.fragments import SECOND

FIRST = 5
MOST = 20
"""`EvaluateConcurrency` as the template has it by itself."""

HIRING = SECOND // 5
IDLE = 300 * SECOND


@dataclass
class Workers:
    """When each is free again."""

    free: list[int] = field(default_factory=lambda: [0] * FIRST)
    hired_at: int = 0

    def begin(self, at: int) -> int:
        """When one of them can begin what is there at that instant."""
        if max(self.free) + IDLE < at:
            self.free = [0] * FIRST
        soonest = max(at, self.free[0])
        hired = max(at, self.hired_at + HIRING)
        return hired if hired < soonest and len(self.free) < MOST else soonest

    def work(self, start: int, end: int) -> None:
        """One of them is at work then."""
        if self.free[0] <= start:
            heapreplace(self.free, end)
        else:
            self.free.append(end)
            self.hired_at = start
            heapify(self.free)
