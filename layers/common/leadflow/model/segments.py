"""Segments as they are written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeAlias

from pydantic import Discriminator

from leadflow.domain.segment import Segment
from leadflow.model.conditions import Condition
from leadflow.model.sentences import Mention, Sentence, tag


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
