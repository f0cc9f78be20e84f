"""A worker that dies before or after any call to a table."""

from dataclasses import dataclass
from typing import Final

MOMENTS: Final = ("before-call.dynamodb", "after-call.dynamodb")
"""Botocore's events round a call."""


class Death(BaseException):
    """The process ends here."""


@dataclass
class Mortal:
    """Dies at the call of that number, counted over all calls of one kind of moment; never where it is None."""

    at: int | None = None
    calls: int = 0

    def live(self, **_: object) -> None:
        self.calls += 1
        if self.at is not None and self.calls == self.at:
            raise Death
