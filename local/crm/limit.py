"""The pace that a stand-in allows."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limit:
    """At most `requests` within any `seconds`; `clock` tells seconds."""

    requests: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _taken: deque[float] = field(default_factory=deque)

    def take(self) -> float | None:
        """None where the request is within the limit, else the seconds until one is."""
        now = self.clock()
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        if len(self._taken) >= self.requests:
            return self._taken[0] + self.seconds - now
        self._taken.append(now)
        return None
