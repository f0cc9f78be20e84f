"""The words for numbers, the same for scores, counts, traits and properties."""

import math
from typing import Self

from pydantic import Field, model_validator

from leadflow.domain.match import Bounds
from leadflow.model.sentences import Number, Sentence


class Levels(Sentence):
    """`at_least`, `at_most`, `from` and `to` belong to the interval, `above` and `below` do not."""

    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    from_: Number | None = Field(None, alias="from")
    to: Number | None = None

    @property
    def given(self) -> bool:
        """Whether any of them stands there."""
        return self.bounds != Bounds()

    @property
    def bounds(self) -> Bounds:
        """The interval."""
        return Bounds(
            at_least=_first(self.at_least, self.from_, -math.inf),
            at_most=_first(self.at_most, self.to, math.inf),
            above=_first(self.above, -math.inf),
            below=_first(self.below, math.inf),
        )

    @model_validator(mode="after")
    def _one_word_a_side(self) -> Self:
        for side in ("at_least", "from_", "above"), ("at_most", "to", "below"):
            given = [name.rstrip("_") for name in side if getattr(self, name) is not None]
            if len(given) > 1:
                raise ValueError(f"one of {' and '.join(given)} is enough")
        return self

    @model_validator(mode="after")
    def _some_number_fits(self) -> Self:
        bounds = self.bounds
        low, high = max(bounds.at_least, bounds.above), min(bounds.at_most, bounds.below)
        if low > high or (low == high and not bounds.hold(low)):
            raise ValueError(f"no number is both above {low:g} and below {high:g}")
        return self


class Bounded(Levels):
    """`{ at_least: 50, below: 90 }`, where a property is tested."""

    @model_validator(mode="after")
    def _some_word(self) -> Self:
        if not self.given:
            raise ValueError("a word such as at_least is needed")
        return self


def _first(*numbers: float | None) -> float:
    return next(number for number in numbers if number is not None)
