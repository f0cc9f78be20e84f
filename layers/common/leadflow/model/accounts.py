"""Companies as they are written: what makes leads one company, and its scores and segments."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field

from leadflow.model.account_conditions import AccountCondition
from leadflow.model.sentences import Count, Mention, Name, Number, Section, Sentence, Text, tag

CLASS: Final = "class"
DOMAIN: Final = "domain"


def _weighing(written: object) -> str:
    return "<class>" if isinstance(written, str) else "<number>"


def _weights(written: Mapping[str, str | float]) -> Mapping[str, str | float]:
    named = isinstance(written.get(CLASS), str)
    if not named:
        raise ValueError("the word class is needed, with the class whose labels weigh more or less")
    for label, weight in written.items():
        if label != CLASS and (isinstance(weight, str) or weight < 0):
            raise ValueError(f"the weight of {label} is a number of at least 0, not {weight!r}")
    if len(written) == 1:
        raise ValueError(f"a label of {written[CLASS]} with its weight is needed, such as decision_maker: 1.5")
    return written


Weight: TypeAlias = Annotated[
    Annotated[Name, tag("class")] | Annotated[Number, tag("number")], Discriminator(_weighing)
]


class AccountScore(Sentence):
    """`{ sum: readiness, top: 5, weights: { class: persona, decision_maker: 1.5 } }`."""

    sum: Name
    top: Count | None = None
    weights: Annotated[Mapping[Name, Weight], AfterValidator(_weights)] | None = None

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("sum",), "scores", self.sum)
        weighed = str(self.weights[CLASS]) if self.weights is not None else ""
        for word in self.weights or ():
            labelled = word != CLASS
            yield Mention(
                ("weights", word),
                f"classes.{weighed}" if labelled else "classes",
                word if labelled else weighed,
            )


class AccountTrait(Sentence):
    """`{ trait: crm.account_id }`."""

    trait: Text

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("trait",), "traits", self.trait)


class AccountWhenUntil(Sentence):
    """`{ when: ..., until: ... }`: entered by one condition, left by another."""

    when: AccountCondition
    until: AccountCondition | None = None

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("when") for mention in self.when.mentions())
        if self.until is not None:
            yield from (mention.under("until") for mention in self.until.mentions())


def _segmented(written: object) -> str:
    return "<when>" if isinstance(written, Mapping) and {"when", "until"} & written.keys() else "<condition>"


AccountSegment: TypeAlias = Annotated[
    Annotated[AccountWhenUntil, tag("when")] | Annotated[AccountCondition, tag("condition")],
    Discriminator(_segmented),
]


def _domain(written: object) -> str:
    if written != DOMAIN:
        raise ValueError(f"{DOMAIN} is needed, or a trait as in {{ trait: crm.account_id }}, not {written!r}")
    return DOMAIN


def _keyed(written: object) -> str:
    return "<trait>" if isinstance(written, Mapping) else f"<{DOMAIN}>"


class AccountsSentence(Sentence):
    """`{ by: domain, scores: ..., segments: ... }`."""

    by: Annotated[
        Annotated[str, BeforeValidator(_domain), tag(DOMAIN)] | Annotated[AccountTrait, tag("trait")],
        Discriminator(_keyed),
    ] = DOMAIN
    scores: Section[AccountScore] = Field(default_factory=dict)
    segments: Section[AccountSegment] = Field(default_factory=dict)

    def mentions(self) -> Iterator[Mention]:
        if isinstance(self.by, AccountTrait):
            yield from (mention.under("by") for mention in self.by.mentions())
        for name, score in self.scores.items():
            yield from (mention.under("scores", name) for mention in score.mentions())
        for name, segment in self.segments.items():
            yield from (mention.under("segments", name) for mention in segment.mentions())
