"""Facts of a lead that are known beforehand, by the methods by which they are asked for."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from bench.rules_sentences import Known, Value
from leadflow.domain.condition import Facts
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.occurrence import Sighting

NOW: Final = Instant(1_000 * DAY)


class Prepared:
    """Those of the methods that questions about scores, signals, traits and classes use."""

    now: Final = NOW
    first_seen: Final = Instant(0)

    def __init__(self, known: Known) -> None:
        self.score, self.trait, self.label = (_asked(known, kind) for kind in ("score", "trait", "class"))
        self.sightings = {name: (_sighted(days),) for name, days in _of(known, "without").items()}.__getitem__
        counts = {(fact.name, fact.days): value for fact, value in known.items() if fact.kind == "signal"}
        self._counts = {(name, days and Duration(days * DAY)): count for (name, days), count in counts.items()}

    def count(self, signal: str, within: Duration | None) -> Value:
        return self._counts[signal, within]


def prepared(known: Known) -> Facts:
    """The same as facts that can be judged."""
    return cast("Facts", Prepared(known))


def _of(known: Known, kind: str) -> Mapping[str, Value]:
    return {fact.name: value for fact, value in known.items() if fact.kind == kind}


def _asked(known: Known, kind: str) -> Callable[[str], Value]:
    return _of(known, kind).__getitem__


def _sighted(days: Value) -> Sighting:
    """What happened so many days ago."""
    return Sighting(Instant(NOW - round(float(days or 0)) * DAY), "", "", 1.0)
