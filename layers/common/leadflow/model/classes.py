"""Classes as they are written: labels with conditions, and for a funnel one word before them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field

from leadflow.domain.classes import Class
from leadflow.model.conditions import NONE, Condition
from leadflow.model.sentences import Mention, Name, tag

OTHERWISE: Final = "otherwise"
STICKY: Final = "sticky"
FORWARD: Final = "forward"


def _label(name: str) -> str:
    if name in (NONE, OTHERWISE):
        raise ValueError(f"no label can be called {name}")
    return name


def _word(written: str) -> str:
    if written not in (OTHERWISE, FORWARD):
        raise ValueError(_needed(written))
    return written


def _needed(written: str) -> str:
    return f"a condition is needed, or {OTHERWISE}, not {written!r}"


def _written(written: object) -> str:
    return "<otherwise>" if isinstance(written, str) else "<condition>"


def _sticky_forward(written: object) -> object:
    if isinstance(written, Mapping) and written.get(STICKY, FORWARD) != FORWARD:
        raise ValueError(f"{STICKY} can only be {FORWARD}, as in {STICKY}: {FORWARD}; no label can be called so")
    return written


def _labels_too(labels: "Written") -> "Written":
    for name, when in labels.items():
        if name != STICKY and when == FORWARD:
            raise ValueError(f"{name}: {_needed(FORWARD)}, which belongs to {STICKY}")
    if not labels.keys() - {STICKY}:
        raise ValueError("at least one label is needed")
    return labels


Label: TypeAlias = Annotated[Name, AfterValidator(_label)]
LabelSentence: TypeAlias = Annotated[
    Annotated[str, AfterValidator(_word), tag(OTHERWISE)] | Annotated[Condition, tag("condition")],
    Discriminator(_written),
]
Written: TypeAlias = Mapping[str, "str | Condition"]
ClassSentence: TypeAlias = Annotated[
    Mapping[Label, LabelSentence],
    Field(min_length=1),
    BeforeValidator(_sticky_forward),
    AfterValidator(_labels_too),
]


def labels(written: ClassSentence) -> Mapping[str, str | Condition]:
    """The labels alone."""
    return {label: when for label, when in written.items() if label != STICKY}


def labelled(name: str, written: ClassSentence) -> Class:
    """The class, by this name."""
    return Class(
        name,
        tuple((label, None if isinstance(when, str) else when.compiled()) for label, when in labels(written).items()),
        sticky=STICKY in written,
    )


def class_mentions(written: ClassSentence) -> Iterator[Mention]:
    """The names that the class's conditions use."""
    for label, when in labels(written).items():
        if not isinstance(when, str):
            yield from (mention.under(label) for mention in when.mentions())
