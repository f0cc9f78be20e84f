"""Segments and classes as they are written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Discriminator, Field

from leadflow.domain.segment import Class, Segment
from leadflow.model.conditions import NONE, Condition
from leadflow.model.mistakes import NOT_KNOWN
from leadflow.model.sentences import Mention, Name, Sentence, tag

OTHERWISE: Final = "otherwise"


def _label(name: str) -> str:
    if name == "sticky":
        raise ValueError(f"this word is {NOT_KNOWN}")
    if name in (NONE, OTHERWISE):
        raise ValueError(f"no label can be called {name}")
    return name


Label: TypeAlias = Annotated[Name, AfterValidator(_label)]


def _otherwise(written: str) -> str:
    if written != OTHERWISE:
        raise ValueError(f"a condition is needed, or {OTHERWISE}, not {written!r}")
    return written


def _labelled(written: object) -> str:
    return "<otherwise>" if isinstance(written, str) else "<condition>"


LabelSentence: TypeAlias = Annotated[
    Annotated[str, AfterValidator(_otherwise), tag(OTHERWISE)] | Annotated[Condition, tag("condition")],
    Discriminator(_labelled),
]
ClassSentence: TypeAlias = Annotated[Mapping[Label, LabelSentence], Field(min_length=1)]


class WhenUntil(Sentence):
    """`{ when: ..., until: ... }`: entered by one condition, left by another."""

    when: Condition
    until: Condition | None = None

    def compiled(self, name: str) -> Segment:
        """The segment, by this name; in its `until`, a score that is none counts as 0."""
        until = None if self.until is None else self.until.compiled(none_is_zero=True)
        return Segment(name, self.when.compiled(), until)

    def mentions(self) -> Iterator[Mention]:
        yield from (mention.under("when") for mention in self.when.mentions())
        if self.until is not None:
            yield from (mention.under("until") for mention in self.until.mentions())


def _segmented(written: object) -> str:
    return "<when>" if isinstance(written, Mapping) and {"when", "until"} & written.keys() else "<condition>"


SegmentSentence: TypeAlias = Annotated[
    Annotated[WhenUntil, tag("when")] | Annotated[Condition, tag("condition")], Discriminator(_segmented)
]


def segment(name: str, written: SegmentSentence) -> Segment:
    """The segment, by this name."""
    return written.compiled(name) if isinstance(written, WhenUntil) else Segment(name, written.compiled())


def labelled(name: str, written: ClassSentence) -> Class:
    """The class, by this name."""
    return Class(
        name,
        tuple((label, None if isinstance(when, str) else when.compiled()) for label, when in written.items()),
    )


def class_mentions(written: ClassSentence) -> Iterator[Mention]:
    """The names that the class's conditions use."""
    for label, when in written.items():
        if not isinstance(when, str):
            yield from (mention.under(label) for mention in when.mentions())
