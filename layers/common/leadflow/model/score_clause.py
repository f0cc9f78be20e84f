"""Conditions about scores as they are written."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from leadflow.domain import condition as domain
from leadflow.domain.conditions.scores import ScoreIs, ScoreIsNone, ScoreMoved, ScorePeaked
from leadflow.model.clauses import Clause
from leadflow.model.levels import Levels
from leadflow.model.sentences import Mention, Name, Number, Positive, Span


class ScoreClause(Levels, Clause):
    """`{ score: readiness, above: 75 }`, with `is: none`, or with `rose`, `fell` or `peaked` and `within`."""

    score: Name
    is_: Literal["none"] | None = Field(None, alias="is")
    rose: Positive | None = None
    fell: Positive | None = None
    peaked: Number | None = None
    within: Span | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        moves = [word for word in ("rose", "fell", "peaked") if getattr(self, word) is not None]
        if len(moves) + self.given + (self.is_ is not None) != 1:
            raise ValueError(
                "one test is needed: numbers (at_least, at_most, above, below, from, to), "
                "is: none, rose, fell or peaked"
            )
        if moves and self.within is None:
            raise ValueError(f"{moves[0]} needs within, such as within: 30 days")
        if self.within is not None and not moves:
            raise ValueError("within belongs to rose, fell or peaked")
        return self

    def compiled(self, *, none_is_zero: bool = False) -> domain.Condition:
        if self.within is None:
            return ScoreIs(self.score, self.bounds, none_is_zero) if self.given else ScoreIsNone(self.score)
        if self.peaked is not None:
            return ScorePeaked(self.score, self.peaked, self.within, none_is_zero)
        if self.rose is not None:
            return ScoreMoved(self.score, self.rose, self.within)
        return ScoreMoved(self.score, self.fell or 0.0, self.within, down=True)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("score",), "scores", self.score)
