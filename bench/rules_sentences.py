"""Sentences about leads: what each says in a model file, and whether it is true, found by walking over its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from leadflow.domain.json import Json

Value = float | str | None
Sign = Literal[">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a lead: a score, a trait, a label, a silence, or how often a signal in so many `days`."""

    kind: Literal["score", "signal", "trait", "class", "without"]
    name: str
    days: int | None = None

    @property
    def identifier(self) -> str:
        """The same as one word."""
        return "_".join((self.kind, self.name.replace(".", "_"), *([] if self.days is None else [str(self.days)])))


Known = Mapping[Fact, Value]
"""What is known of a lead: numbers, texts, silences in days; None where there is no score, trait or label."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The number is above, below or just another; where there is no number, it is not."""

    fact: Fact
    sign: Sign
    number: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text is one of these, letter case folded."""

    fact: Fact
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """There is such a fact, or there is not."""

    fact: Fact
    exists: bool


@dataclass(frozen=True, slots=True)
class Group:
    """All of them are true, or any, or not the only one."""

    word: Literal["all", "any", "not"]
    parts: tuple["Sentence", ...]


Leaf = Compared | OneOf | Exists
Sentence = Leaf | Group

WORDS: Final = {">": "above", ">=": "at_least", "<": "below", "<=": "at_most"}


def leaves(sentence: Sentence) -> Iterator[Leaf]:
    """Its tests, in their order."""
    if isinstance(sentence, Group):
        for part in sentence.parts:
            yield from leaves(part)
    else:
        yield sentence


def true(sentence: Sentence, known: Known) -> bool:
    """Whether it is true of the lead."""
    match sentence:
        case Group("not", (part,)):
            return not true(part, known)
        case Group(word, parts):
            return (all if word == "all" else any)(true(part, known) for part in parts)
        case Exists(fact, exists):
            return (known[fact] is not None) is exists
        case OneOf(fact, texts):
            value = known[fact]
            return isinstance(value, str) and value.casefold() in {text.casefold() for text in texts}
        case Compared(fact, sign, number):
            value = known[fact]
            return not isinstance(value, str | None) and _compared(value, sign, number)


def _compared(value: float, sign: str, number: float) -> bool:
    return {">": value > number, ">=": value >= number, "<": value < number, "<=": value <= number}[sign]


def written(sentence: Sentence) -> Json:
    """The sentence as it stands in a model file."""
    match sentence:
        case Group("not", (part,)):
            return {"not": written(part)}
        case Group(word, parts):
            return {word: [written(part) for part in parts]}
        case Exists(fact, exists):
            return {"trait": fact.name, "exists": exists}
        case OneOf(fact, texts):
            return {fact.kind: fact.name, "is": list(texts)}
        case Compared(Fact("without", name), _, number):
            return {"without": name, "for": f"{number} days"}
        case Compared(fact, sign, number):
            within: dict[str, Json] = {} if fact.days is None else {"within": f"{fact.days} days"}
            return {fact.kind: fact.name, WORDS[sign]: number, **within}
