"""Scores as they are written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, model_validator

from leadflow.domain import score as domain
from leadflow.domain.instant import Duration
from leadflow.domain.trend import UNBOUNDED, Range
from leadflow.model.conditions import Condition
from leadflow.model.sentences import Count, Mention, Number, Section, Sentence, Span, tag


class Fading(Sentence):
    """How points fade: one word at a level."""

    half_life: Span | None = None
    decay: Literal["none"] | None = None

    @model_validator(mode="after")
    def _one_word(self) -> Self:
        if self.half_life is not None and self.decay is not None:
            raise ValueError("one of half_life and decay is enough")
        return self

    @property
    def fades(self) -> bool | None:
        """Whether points fade, or None where nothing is said."""
        return None if self.half_life is None and self.decay is None else self.half_life is not None


class RuleSentence(Fading):
    """`{ each: 8, at_most: 3, half_life: 60 days }`."""

    each: Number
    at_most: Count | None = None

    def compiled(self, signal: str, inherited: Duration | None) -> domain.Rule:
        """The rule; the score's half-life is for rules with positive points that say nothing themselves."""
        default = inherited if self.each > 0 else None
        half_life = default if self.fades is None else self.half_life
        return domain.Rule(signal, self.each, self.at_most, half_life)


def _written(points: object) -> str:
    return "<rule>" if isinstance(points, Mapping) else "<number>"


Points: TypeAlias = Annotated[
    Annotated[RuleSentence, tag("rule")] | Annotated[Number, tag("number")], Discriminator(_written)
]


class TraitPoints(Sentence):
    """`{ when: { trait: title, is: ceo }, points: 30 }`."""

    when: Condition
    points: Number


def _rising(limits: tuple[float, float]) -> tuple[float, float]:
    if limits[0] >= limits[1]:
        raise ValueError("range goes from the lower to the higher number")
    return limits


Limits: TypeAlias = Annotated[tuple[Number, Number], AfterValidator(_rising)]


class ScoreSentence(Fading):
    """A score: what occurrences and traits are worth, and what their sum is held inside."""

    range: Limits | None = (Range().low, Range().high)
    points: Section[Points] = Field(default_factory=dict)
    traits: tuple[TraitPoints, ...] = ()

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if not self.points and not self.traits:
            raise ValueError("points or traits are needed, or the score would always be none")
        return self

    @property
    def rules(self) -> Mapping[str, RuleSentence]:
        """The rule of each signal; a number is short for a rule with nothing else."""
        return {
            signal: points if isinstance(points, RuleSentence) else RuleSentence(each=points)
            for signal, points in self.points.items()
        }

    def compiled(self, name: str) -> domain.Score:
        return domain.Score(
            name,
            rules=tuple(rule.compiled(signal, self.half_life) for signal, rule in self.rules.items()),
            traits=tuple(domain.TraitRule(each.when.compiled(), each.points) for each in self.traits),
            range=UNBOUNDED if self.range is None else Range(*self.range),
        )

    def mentions(self) -> Iterator[Mention]:
        yield from (Mention(("points", signal), "signals", signal) for signal in self.points)
        for place, each in enumerate(self.traits):
            yield from (mention.under("traits", place, "when") for mention in each.when.mentions())
