"""Time as this world has it."""

from dataclasses import dataclass


@dataclass
class Clock:
    """Microseconds since 1970: `now` goes on with every call of AWS, `began` is when the function was called."""

    now: int
    began: int = 0

    def begin(self, at: int) -> None:
        self.now = self.began = at
