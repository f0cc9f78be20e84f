"""Scores as they are written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, model_validator

from leadflow.domain import score as domain
from leadflow.domain.calendar import Period
from leadflow.domain.decay import Decay
from leadflow.domain.instant import Duration
from leadflow.domain.trend import UNBOUNDED, Inactivity, Range
from leadflow.model.conditions import Condition
from leadflow.model.fading import Fading
from leadflow.model.quotas import quota
from leadflow.model.sentences import Mention, Name, Number, Positive, Section, Sentence, Span, tag


def _limit(written: object) -> tuple[int, Period | None]:
    if isinstance(written, int) and not isinstance(written, bool) and written >= 1:
        return written, None
    try:
        found = quota(written)
    except ValueError as error:
        message = f"a whole number from 1 on is needed, or such as 3 per day (or week, month), not {written!r}"
        raise ValueError(message) from error
    return found.count, found.period


Limit: TypeAlias = Annotated[tuple[int, Period | None], BeforeValidator(_limit)]


class RuleSentence(Fading):
    """`{ each: 8, at_most: 3 per day, half_life: 60 days }`."""

    each: Number
    at_most: Limit | None = None
    once_every: Span | None = None

    def compiled(self, signal: str, inherited: Decay | None) -> domain.Rule:
        """The rule; the score's own word is for rules with positive points that say nothing themselves."""
        count, period = self.at_most or (None, None)
        default = inherited if self.each > 0 else None
        decay = self.fading if self.says_something else default
        return domain.Rule(signal, self.each, count, period, self.once_every, decay)


def _written(points: object) -> str:
    return "<rule>" if isinstance(points, Mapping) else "<number>"


Points: TypeAlias = Annotated[
    Annotated[RuleSentence, tag("rule")] | Annotated[Number, tag("number")], Discriminator(_written)
]


class TraitPoints(Sentence):
    """`{ when: { trait: title, is: ceo }, points: 30 }`."""

    when: Condition
    points: Number


class CapSentence(Sentence):
    """`{ of: [webinar, whitepaper], at_most: 30 }`."""

    of: Annotated[tuple[Name, ...], Field(min_length=1)]
    at_most: Positive


class InactivitySentence(Sentence):
    """`{ lose: 10, every: 30 days, at_most: 50 }`."""

    lose: Positive
    every: Span
    at_most: Positive | None = None

    def compiled(self) -> Inactivity:
        """What silence costs."""
        return Inactivity(self.lose, Duration(self.every), *(() if self.at_most is None else (self.at_most,)))


def _two(written: object) -> object:
    if not isinstance(written, list | tuple) or len(written) != 2:  # noqa: PLR2004 - a least and a greatest
        raise ValueError("two numbers are needed, the least and the greatest, such as [0, 100]")
    return written


def _rising(limits: tuple[float, float]) -> tuple[float, float]:
    if limits[0] >= limits[1]:
        raise ValueError("range goes from the lower to the higher number")
    return limits


Limits: TypeAlias = Annotated[tuple[Number, Number], BeforeValidator(_two), AfterValidator(_rising)]


class ScoreSentence(Fading):
    """A score: what occurrences and traits are worth, or other scores, and what their sum is held inside."""

    range: Limits | None = (Range().low, Range().high)
    points: Section[Points] = Field(default_factory=dict)
    traits: tuple[TraitPoints, ...] = ()
    caps: Section[CapSentence] = Field(default_factory=dict)
    inactivity: InactivitySentence | None = None
    combine: Section[Number] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        own = bool(self.points or self.traits)
        if not own and not self.combine:
            raise ValueError("points, traits or combine are needed, or the score would always be none")
        if self.combine and (own or self.caps or self.inactivity or self.says_something):
            raise ValueError("combine takes other scores as they are: only range can stand beside it")
        return self

    @property
    def rules(self) -> Mapping[str, RuleSentence]:
        """The rule of each signal; a number is short for a rule with nothing else."""
        return {
            signal: points if isinstance(points, RuleSentence) else RuleSentence(each=points)
            for signal, points in self.points.items()
        }

    def compiled(self, name: str) -> domain.Score:
        """The score, by this name."""
        return domain.Score(
            name,
            rules=tuple(rule.compiled(signal, self.fading) for signal, rule in self.rules.items()),
            traits=tuple(domain.TraitRule(each.when.compiled(), each.points) for each in self.traits),
            caps=tuple(domain.Cap(cap, each.of, each.at_most) for cap, each in self.caps.items()),
            inactivity=None if self.inactivity is None else self.inactivity.compiled(),
            combine=dict(self.combine),
            range=UNBOUNDED if self.range is None else Range(*self.range),
        )

    def mentions(self) -> Iterator[Mention]:
        yield from (Mention(("points", signal), "signals", signal) for signal in self.points)
        for place, each in enumerate(self.traits):
            yield from (mention.under("traits", place, "when") for mention in each.when.mentions())
        for name, cap in self.caps.items():
            yield from (Mention(("caps", name, "of", place), "signals", each) for place, each in enumerate(cap.of))
        yield from (Mention(("combine", name), "scores", name) for name in self.combine)
