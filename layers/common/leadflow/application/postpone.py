"""When an errand that was not done comes again, and when it must begin its count of attempts anew.

The queue gives a message up at its 11th attempt. What waits for its time, or for a destination that is left alone, has
failed nobody: from its fifth attempt on it is sent anew, which leaves at least six attempts to real failures.
"""

from dataclasses import dataclass
from typing import Final

from leadflow.application.channel import TryAgain
from leadflow.application.circuit import NotYet
from leadflow.application.deliver import LONGEST_PAUSE, pause
from leadflow.domain.instant import SECOND, Duration

RENEWED: Final = 5
"""From this attempt on."""

SPREAD: Final = Duration(30 * SECOND)
"""What waits for one destination comes back over so long, not all at once."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """How long to wait; `renewed`: as a new message."""

    wait: Duration
    renewed: bool


def postponed(error: TryAgain, attempt: int, chance: float) -> Postponed:
    """What follows from the error at this attempt, the first being 1; `chance`, from 0 to 1, spreads the waiting."""
    if isinstance(error, NotYet):
        wait = max(error.after, 0) + round(chance * SPREAD)
        return Postponed(Duration(min(wait, LONGEST_PAUSE)), attempt >= RENEWED)
    return Postponed(pause(attempt, error.after, chance), renewed=False)
