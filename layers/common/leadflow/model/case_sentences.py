"""Test cases of a lead model as they are written: what somebody does, and what the model is to make of it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Final, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, PlainValidator, model_validator

from leadflow.domain.activity import KINDS, is_kind
from leadflow.domain.json import Scalar
from leadflow.model.levels import Bounded
from leadflow.model.moments import Moment
from leadflow.model.sentences import Count, Mention, Name, OneOrMore, Plain, Sentence, Span, Text, tag
from leadflow.model.triggers import TriggerSentence

NONE: Final = "none"

TraitValue: TypeAlias = Scalar | list[Scalar]

MOST: Final = 1_000
"""So often an activity may be repeated."""


def _kind(written: str) -> str:
    if is_kind(written):
        return written
    near = get_close_matches(written, sorted(KINDS), n=1)
    remedy = f"did you mean {near[0]}?" if near else "there are such as page.viewed, email.clicked, product.login"
    raise ValueError(f"{written} is no type of activity; {remedy}")


def _score(written: object) -> str:
    return "<bounded>" if isinstance(written, Mapping) else "<exact>"


def _exact(written: object) -> int | float | None:
    if written == NONE:
        return None
    if isinstance(written, int | float) and not isinstance(written, bool):
        return written
    raise ValueError(f"a number, none, or words such as {{ at_least: 60 }} are needed, not {written!r}")


def _names(written: object) -> object:
    return (written,) if isinstance(written, str) else written


def _trait(written: object) -> TraitValue:
    if isinstance(written, str | int | float):
        return written
    if isinstance(written, list) and all(isinstance(each, str | int | float) for each in written):
        return list(written)
    raise ValueError("a text, a number, true, false or a list of them is needed")


Wanted: TypeAlias = Annotated[
    Annotated[Bounded, tag("bounded")] | Annotated[int | float | None, PlainValidator(_exact), tag("exact")],
    Discriminator(_score),
]
Names: TypeAlias = Annotated[tuple[Name, ...], BeforeValidator(_names)]


class _Timed(Sentence):
    at: Moment | None = None
    after: Span | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.at is not None and self.after is not None:
            raise ValueError("one of at and after is enough")
        return self


class GivenSentence(_Timed):
    """`{ at: day 1 09:00, activity: page.viewed, url: https://www.acme.example/pricing }`."""

    activity: Annotated[Text, AfterValidator(_kind)]
    traits: Mapping[Text, Annotated[TraitValue, PlainValidator(_trait)]] = Field(default_factory=dict)
    times: Annotated[Count, Field(le=MOST)] = 1
    every: Span | None = None
    id: Text | None = None
    source: Name | None = None
    machine: Text | None = None
    url: Plain | None = None
    form: Plain | None = None
    asset: Plain | None = None
    percent: Plain | None = None
    seconds: Plain | None = None
    amount: Plain | None = None
    term: Plain | None = None
    campaign: Plain | None = None
    message_id: Plain | None = None
    bounce: Plain | None = None
    user_agent: Plain | None = None
    properties: Mapping[Text, Plain] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _repeated(self) -> Self:
        if (self.times > 1) != (self.every is not None):
            raise ValueError("times and every go together: `times: 3, every: 1 day`")
        return self

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.at is None and self.after is None:
            raise ValueError("at (day 1 09:00) or after (3 days) is needed")
        return self

    @property
    def told(self) -> Mapping[str, Scalar]:
        """The activity's properties."""
        named = {name: getattr(self, name) for name in PROPERTIES}
        return {**{name: value for name, value in named.items() if value is not None}, **self.properties}

    def mentions(self) -> Iterator[Mention]:
        if self.source is not None:
            yield Mention(("source",), "sources", self.source)
        yield from (Mention(("traits", name), "traits", name) for name in self.traits)


PROPERTIES: Final[Sequence[str]] = (
    "url", "form", "asset", "percent", "seconds", "amount", "term", "campaign", "message_id", "bounce", "user_agent",
)  # fmt: skip
"""The properties that stand beside `activity`; any other stands under `properties`."""


class ThenSentence(_Timed):
    """`{ at: day 3 09:00, scores: { readiness: 62 }, in: sales_ready, alerts: [hand_over] }`."""

    scores: Mapping[Name, Wanted] = Field(default_factory=dict)
    in_: Names = Field((), alias="in")
    not_in: Names = ()
    classes: Mapping[Name, Name] = Field(default_factory=dict)
    alerts: Names | None = None
    taken_back: Names | None = None
    transitions: tuple[TriggerSentence, ...] = ()

    def mentions(self) -> Iterator[Mention]:
        yield from (Mention(("scores", name), "scores", name) for name in self.scores)
        for word, names, section in (
            ("in", self.in_, "segments"),
            ("not_in", self.not_in, "segments"),
            ("alerts", self.alerts or (), "automations"),
            ("taken_back", self.taken_back or (), "automations"),
        ):
            yield from (Mention((word, place), section, name) for place, name in enumerate(names))
        for name, label in self.classes.items():
            yield Mention(("classes", name), "classes", name)
            if label != NONE:
                yield Mention(("classes", name), f"classes.{name}", label)
        for place, each in enumerate(self.transitions):
            yield from (mention.under("transitions", place) for mention in each.mentions())


class CaseSentence(Sentence):
    """One case: what one lead does, and what the model is to make of it, once or at several moments."""

    name: Text
    given: Annotated[tuple[GivenSentence, ...], Field(min_length=1)]
    then: OneOrMore[ThenSentence]

    def mentions(self) -> Iterator[Mention]:
        for word, those in (("given", self.given), ("then", self.then)):
            for place, each in enumerate(those):
                yield from (mention.under(word, place) for mention in each.mentions())


class CasesFile(Sentence):
    """A file of test cases."""

    cases: Annotated[tuple[CaseSentence, ...], Field(min_length=1)]
