"""Signals that nothing can feed: none of the model's sources sends such activities."""

from collections.abc import Collection, Iterator
from typing import Final

from leadflow.domain.activity import Kind
from leadflow.domain.match import like
from leadflow.domain.signal import BUILT_IN
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import listed
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Place
from leadflow.model.references import mentions
from leadflow.model.sources import SourceSentence

_OURS: Final = ("activity.*", "identity.*", "sales.assigned", "track.*")
"""What needs no source, since Leadflow itself reports it."""


_ANYTHING: Final = "*"

_SHOWN: Final = 3
"""So many kinds of source are enough to show what is meant."""


def doubts(file: ModelFile, around: Surroundings) -> Iterator[tuple[Place, str]]:
    """Signals whose types no source sends; nothing where the model names no source."""
    if not file.sources:
        return
    sent = [*_OURS, *(each for source in file.sources.values() for each in _sent(source, around.sends[source.kind]))]
    for place, wanted, what in _wanted(file):
        if not _meet(wanted, sent):
            yield place, what + _remedy(wanted, around)


def _sent(source: SourceSentence, sends: Collection[str]) -> Collection[str]:
    """What the source can send; where its kind can send anything, what the model says that it does."""
    if _ANYTHING not in sends:
        return sends
    if source.types:
        return source.types.values()
    return (source.type or Kind.FORM_SUBMITTED,)


def _wanted(file: ModelFile) -> Iterator[tuple[Place, Collection[str], str]]:
    """Where activities are waited for, their types, and how they are called there."""
    for name, signal in file.signals.items():
        types = tuple(dict.fromkeys(kind for _, pattern in signal.items() for kind in pattern.activity))
        if types:
            yield ("signals", name), types, f"this signal never occurs: no source of this model sends {_or(types)}"
    for each in mentions(file):
        if each.section == "signals" and each.name in BUILT_IN:
            types = tuple(kind for pattern in BUILT_IN[each.name].patterns for kind in pattern.kinds)
            yield each.place, types, f"{each.name} never occurs: no source of this model sends {_or(types)}"


def _remedy(wanted: Collection[str], around: Surroundings) -> str:
    able = tuple(kind for kind, sent in around.sends.items() if _ANYTHING not in sent and _meet(wanted, sent))
    if able:
        kinds = f"kind {_or(able)}" if len(able) <= _SHOWN else f"such as kind {_or(able[:_SHOWN])}"
        return f"; name one under `sources` ({kinds})"
    return ", and this release has no kind of source that does; it counts nothing until there is one"


def _meet(wanted: Collection[str], sent: Collection[str]) -> bool:
    return any(like(ours, theirs) or like(theirs, ours) for ours in wanted for theirs in sent)


def _or(names: tuple[str, ...]) -> str:
    return listed(names).replace(" and ", " or ")
