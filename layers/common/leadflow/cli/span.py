"""Stretches of time as they are given at the command line: 7d, 24h, 30m, or 7 days as in a model file."""

import re
from argparse import ArgumentTypeError
from typing import Final

from leadflow.domain.instant import DAY, HOUR, MINUTE, SECOND, Duration
from leadflow.model.durations import duration

_SHORT: Final = re.compile(r"([1-9]\d{0,5}) ?([smhdw])", re.ASCII)
_UNITS: Final = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}


def span(text: str) -> Duration:
    """The duration. Raises ArgumentTypeError."""
    if found := _SHORT.fullmatch(text.strip()):
        return Duration(int(found[1]) * _UNITS[found[2]])
    try:
        return duration(text)
    except ValueError as error:
        raise ArgumentTypeError(f"a time such as 7d, 24h or 30m is needed, not {text!r}") from error
