"""Leads that could outgrow their place in the table."""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.domain.facts import FACTS
from leadflow.domain.fold import TEXT_LIMIT
from leadflow.domain.lead_model import MESSAGE_TRAITS
from leadflow.domain.occurrence import EARLIEST
from leadflow.domain.signal import BUILT_IN, KEEP, KEY_LIMIT, PER_DAY
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import listed
from leadflow.model.mistakes import Place
from leadflow.model.references import mentions
from leadflow.model.signals import ActivitySignal, AnySignal

_LARGEST: Final = 100_000
"""Bytes: reading and writing a lead costs by its size, on each of its activities."""

_OCCURRENCE: Final = 30
"""Bytes of an occurrence as it is stored: its id, its instant and which signals it is."""

_MEASURE: Final = 8
_CAUSES: Final = 3


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """One, at the greatest cause, where all that the model keeps of one lead could be too much."""
    sizes = {**_signals(file), "its traits": len(_traits(file)) * TEXT_LIMIT}
    total = sum(sizes.values())
    if total > _LARGEST:
        largest = sorted(sizes, key=lambda name: -sizes[name])[:_CAUSES]
        causes = listed(tuple(f"{name} {_kilo(sizes[name])}" for name in largest))
        place = next((("signals", name) for name in largest if name in file.signals), ("signals",))
        message = (
            f"the busiest leads could grow to {_kilo(total)} each, and more than {_kilo(_LARGEST)} is slow and dear"
        )
        yield place, f"{message}; most of it: {causes}. A smaller `keep` of a signal makes it less"


def _kilo(size: int) -> str:
    return f"{round(size / 1000)} KB"


def _signals(file: ModelFile) -> Mapping[str, int]:
    """Bytes of each signal: what it keeps, and the whole day in which that begins."""
    sizes = {name: (signal.kept + EARLIEST) * _bytes(signal) for name, signal in _stored(file)}
    used = {each.name for each in mentions(file) if each.section == "signals"}
    kept = {name: KEEP if name in used else signal.keep for name, signal in BUILT_IN.items()}
    return {**sizes, **{name: (count + EARLIEST) * _OCCURRENCE for name, count in kept.items()}}


def _stored(file: ModelFile) -> Iterator[tuple[str, ActivitySignal | AnySignal]]:
    """The signals that are stored: visits follow from others."""
    for name, signal in file.signals.items():
        if isinstance(signal, ActivitySignal | AnySignal):
            yield name, signal


def _bytes(signal: ActivitySignal | AnySignal) -> int:
    key = KEY_LIMIT if signal.per not in (None, PER_DAY) else 0
    return _OCCURRENCE + key + (_MEASURE if signal.measure is not None else 0)


def _traits(file: ModelFile) -> set[str]:
    """The traits that are stored."""
    named = {each.name for each in mentions(file) if each.section == "traits"}
    return {*named, *MESSAGE_TRAITS} - {*FACTS, *file.scores, *file.classes}
