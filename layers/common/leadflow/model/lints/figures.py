"""How numbers and thresholds are put into words."""

from typing import Final

from leadflow.domain.trend import DECIMALS
from leadflow.model.levels import Levels

_LARGE: Final = 1e15

_WORDS: Final = ("from_", "at_least", "above", "to", "at_most", "below")


def figure(number: float) -> str:
    """The number without what it does not need: 30, 30.5, 1500000, 1e+300."""
    if abs(number) >= _LARGE:
        return f"{number:g}"
    text = f"{number + 0.0:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def spoken(levels: Levels) -> str:
    """The number words as they are written: `above 30 and to 60`."""
    given = {word: getattr(levels, word) for word in _WORDS}
    return " and ".join(
        f"{word.strip('_').replace('_', ' ')} {figure(number)}" for word, number in given.items() if number is not None
    )


def listed(names: tuple[str, ...]) -> str:
    """The names as people list them: a, b and c."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
