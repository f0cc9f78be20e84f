"""How points fade, as it is written: one word at a level."""

from typing import Literal, Self

from pydantic import model_validator

from leadflow.domain.decay import Decay, Expires, HalfLife, Linear
from leadflow.model.sentences import Sentence, Span


class Fading(Sentence):
    """`half_life: 30 days`, `linear: 90 days`, `expires: 90 days` or `decay: none`."""

    half_life: Span | None = None
    linear: Span | None = None
    expires: Span | None = None
    decay: Literal["none"] | None = None

    @model_validator(mode="after")
    def _one_word(self) -> Self:
        words = ("half_life", "linear", "expires", "decay")
        given = [word for word in words if getattr(self, word) is not None]
        if len(given) > 1:
            raise ValueError(f"one of {' and '.join(given)} is enough")
        return self

    @property
    def says_something(self) -> bool:
        """Whether any of the words stands there."""
        return self.fading is not None or self.decay is not None

    @property
    def fading(self) -> Decay | None:
        """How points fade, None where they do not or nothing is said."""
        if self.half_life is not None:
            return HalfLife(self.half_life)
        if self.linear is not None:
            return Linear(self.linear)
        return None if self.expires is None else Expires(self.expires)
