"""Signals as they are written."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field

from leadflow.domain import signal as domain
from leadflow.domain.instant import MINUTE, Duration
from leadflow.domain.json import Scalar
from leadflow.domain.match import AnyOf, Test, Within
from leadflow.domain.properties import Where
from leadflow.model.levels import Bounded
from leadflow.model.mistakes import Place
from leadflow.model.sentences import Count, Mention, Name, OneOrMore, Plain, Sentence, Span, Text, first_word, tag

GAP = Duration(30 * MINUTE)
"""A longer pause ends a visit, where the model says nothing else."""


def _bounded(written: object) -> str:
    return "<bounded>" if isinstance(written, Mapping) else "<plain>"


Wanted: TypeAlias = Annotated[
    Annotated[Bounded, tag("bounded")] | Annotated[Plain, tag("plain")], Discriminator(_bounded)
]


class PatternSentence(Sentence):
    """`{ activity: form.submitted, where: { form: demo } }`."""

    activity: OneOrMore[Text]
    where: Mapping[Text, OneOrMore[Wanted]] = Field(default_factory=dict)

    def patterns(self) -> Iterator[domain.Pattern]:
        """One pattern for each way to meet `where`: usually one."""
        yield from (domain.Pattern(self.activity, each) for each in ways(self.where))


class _Named(Sentence):
    reset_by: Name | None = None
    says: Text | None = None

    def mentions(self) -> Iterator[Mention]:
        if self.reset_by is not None:
            yield Mention(("reset_by",), "signals", self.reset_by)

    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        """What an activity may be to be this signal, each with its place."""
        return iter(())


class _Counted(_Named):
    per: Text | None = None
    keep: Count | None = None
    measure: Text | None = None

    @abstractmethod
    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        """What an activity may be to be this signal, each with its place."""

    @property
    def kept(self) -> int:
        """How many of it are kept."""
        return domain.KEEP if self.keep is None else self.keep

    def compiled(self, name: str) -> domain.Signal:
        """The signal, by this name."""
        patterns = tuple(pattern for _, item in self.items() for pattern in item.patterns())
        return domain.Signal(name, patterns, self.per, self.kept, self.measure, reset_by=self.reset_by, says=self.says)


class ActivitySignal(PatternSentence, _Counted):
    """`{ activity: asset.downloaded, per: asset }`."""

    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        yield (), self


class AnySignal(_Counted):
    """`{ any: [...] }`: one interest, fed in as many ways as there are."""

    any: Annotated[tuple[PatternSentence, ...], Field(min_length=1)]

    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        yield from ((("any", place), each) for place, each in enumerate(self.any))


class VisitSentence(Sentence):
    """`{ of: pricing, at_least: 3, gap: 30 minutes }`."""

    of: Name
    at_least: Count = 1
    gap: Span = GAP


class VisitSignal(_Named):
    """`{ visit: { of: pricing, at_least: 3 } }`: a visit in which another signal occurred so often."""

    visit: VisitSentence

    def compiled(self, name: str) -> domain.Signal:
        """The signal, by this name."""
        visit = domain.Visit(self.visit.of, self.visit.at_least, self.visit.gap)
        return domain.Signal(name, visit=visit, reset_by=self.reset_by, says=self.says)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("visit", "of"), "signals", self.visit.of)
        yield from super().mentions()


SignalSentence: TypeAlias = Annotated[
    Annotated[ActivitySignal, tag("activity")]
    | Annotated[AnySignal, tag("any")]
    | Annotated[VisitSignal, tag("visit")],
    first_word("activity", "any", "visit"),
]


def ways(where: Mapping[str, tuple[Bounded | Scalar, ...]]) -> Iterator[Where]:
    """Each way to meet what is written after `where`."""
    tests = [[(name, test) for test in _tests(wanted)] for name, wanted in where.items()]
    yield from (dict(each) for each in product(*tests))


def _tests(wanted: tuple[Bounded | Scalar, ...]) -> list[Test]:
    """The values as one test, and each interval as one."""
    values = tuple(each for each in wanted if not isinstance(each, Bounded))
    intervals: list[Test] = [Within(each.bounds) for each in wanted if isinstance(each, Bounded)]
    return [*([AnyOf(values, globs=True)] if values else []), *intervals]
