"""The segments and classes of a lead by one function, generated from the conditions that define them.

The conditions stay the definition: whatever the function says, `holds` says too, only not as quickly.
"""

from collections.abc import Collection, Mapping
from typing import Protocol, cast

from leadflow.domain.classes import Class
from leadflow.domain.condition import Facts
from leadflow.domain.judgement_draft import Draft
from leadflow.domain.judgement_words import label, member
from leadflow.domain.segment import Segment


class Judge(Protocol):
    """Says of a lead that last was in the segments `was` which it is in, and which label of each class is its."""

    def __call__(self, facts: Facts, was: Collection[str], /) -> tuple[tuple[str, ...], Mapping[str, str | None]]: ...


def judge_by(segments: Mapping[str, Segment], classes: Mapping[str, Class]) -> Judge:
    """The function for these segments and classes; making it takes much longer than calling it."""
    draft = Draft(segments, classes)
    written = compile(_written(draft), "<judgement>", "exec")
    names = draft.names
    exec(written, names)  # noqa: S102 - every word of it is our own
    return cast("Judge", names["judge"])


def _written(draft: Draft) -> str:
    labels = [f"{draft.literal(name)}: {label(name, draft)}" for name in draft.classes]
    members = [(name, member(segment, draft)) for name, segment in draft.segments.items()]
    found = [
        f"if {draft.variables.get((Segment, name), expression)}: add({draft.literal(name)})"
        for name, expression in members
    ]
    ending = [*found, f"return tuple(found), {{{', '.join(labels)}}}"]
    statements = [*draft.beginning(), *draft.decided, "found = []", "add = found.append", *ending]
    return "\n ".join(["def judge(facts, was, /):", *statements])
