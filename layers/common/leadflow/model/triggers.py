"""What an automation waits for, as it is written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from leadflow.domain.automation import Change, Trigger
from leadflow.model.sentences import Mention, Name, OneOrMore, Sentence, first_word, tag

Cause: TypeAlias = Literal["activity", "time", "void", "machine", "model", "join", "import"]


class _Caused(Sentence):
    cause: OneOrMore[Cause] | None = None


class Enters(_Caused):
    """`{ enters: sales_ready }`: a segment, or a company's."""

    enters: Name

    def compiled(self) -> Trigger:
        return Trigger(Change.ENTERED, self.enters)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("enters",), "segments", self.enters)


class Leaves(_Caused):
    """`{ leaves: sales_ready }`: a segment, or a company's."""

    leaves: Name

    def compiled(self) -> Trigger:
        return Trigger(Change.LEFT, self.leaves)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("leaves",), "segments", self.leaves)


class Becomes(_Caused):
    """`{ becomes: { stage: customer } }`."""

    becomes: Annotated[Mapping[Name, Name], Field(min_length=1, max_length=1)]

    def compiled(self) -> Trigger:
        name, label = next(iter(self.becomes.items()))
        return Trigger(Change.BECAME, name, label)

    def mentions(self) -> Iterator[Mention]:
        for name, label in self.becomes.items():
            yield Mention(("becomes", name), "classes", name)
            yield Mention(("becomes", name), f"classes.{name}", label)


class Occurs(_Caused):
    """`{ signal: hard_bounce }`."""

    signal: Name

    def compiled(self) -> Trigger:
        return Trigger(Change.OCCURRED, self.signal)

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("signal",), "signals", self.signal)


TriggerSentence: TypeAlias = Annotated[
    Annotated[Enters, tag("enters")]
    | Annotated[Leaves, tag("leaves")]
    | Annotated[Becomes, tag("becomes")]
    | Annotated[Occurs, tag("signal")],
    first_word("enters", "leaves", "becomes", "signal"),
]
