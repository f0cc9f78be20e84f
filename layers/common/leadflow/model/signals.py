"""Signals as they are written."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field

from leadflow.domain import signal as domain
from leadflow.domain.json import Scalar
from leadflow.domain.match import AnyOf, Test, Within
from leadflow.model.levels import Bounded
from leadflow.model.mistakes import Place
from leadflow.model.sentences import Count, OneOrMore, Plain, Sentence, Text, first_word, tag


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
        tests = [[(name, test) for test in _tests(wanted)] for name, wanted in self.where.items()]
        yield from (domain.Pattern(self.activity, dict(each)) for each in product(*tests))


class _Counted(Sentence):
    per: Text | None = None
    keep: Count | None = None
    says: Text | None = None

    @abstractmethod
    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        """What an activity may be to be this signal, each with its place."""

    def compiled(self, name: str) -> domain.Signal:
        """The signal, by this name."""
        patterns = tuple(pattern for _, item in self.items() for pattern in item.patterns())
        return domain.Signal(name, patterns, self.per, domain.KEEP if self.keep is None else self.keep, self.says)


class ActivitySignal(PatternSentence, _Counted):
    """`{ activity: asset.downloaded, per: asset }`."""

    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        yield (), self


class AnySignal(_Counted):
    """`{ any: [...] }`: one interest, fed in as many ways as there are."""

    any: Annotated[tuple[PatternSentence, ...], Field(min_length=1)]

    def items(self) -> Iterator[tuple[Place, PatternSentence]]:
        yield from ((("any", place), each) for place, each in enumerate(self.any))


SignalSentence: TypeAlias = Annotated[
    Annotated[ActivitySignal, tag("activity")] | Annotated[AnySignal, tag("any")],
    first_word("activity", "any"),
]


def _tests(wanted: tuple[Bounded | Scalar, ...]) -> list[Test]:
    """The values as one test, and each interval as one."""
    values = tuple(each for each in wanted if not isinstance(each, Bounded))
    intervals: list[Test] = [Within(each.bounds) for each in wanted if isinstance(each, Bounded)]
    return [*([AnyOf(values, globs=True)] if values else []), *intervals]
