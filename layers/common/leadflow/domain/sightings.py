"""Which occurrences of each signal count now: the rules of signals, one after the other."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.occurrence import Sighting, by_signal, counting
from leadflow.domain.signal import Visit


class Sightings:
    """The occurrences of a lead that count at `now`, by signal, oldest first."""

    def __init__(self, model: LeadModel, lead: Lead, now: Instant) -> None:
        self._model, self._lead, self._now = model, lead, now
        self._found: dict[str, Sequence[Sighting]] = {}

    def __call__(self, signal: str) -> Sequence[Sighting]:
        if signal not in self._found:
            self._found[signal] = self._count(signal)
        return self._found[signal]

    @cached_property
    def _occurred(self) -> Mapping[str, list[Sighting]]:
        model, lead, now = self._model, self._lead, self._now
        known = lead.occurrences.values()
        return by_signal(each for each in known if model.begins(each) <= now and lead.counts(each.id))

    def _count(self, name: str) -> Sequence[Sighting]:
        signal = self._model.signals[name]
        if signal.visit is not None:
            found = tuple(_visits(self(signal.visit.of), signal.visit))
        else:
            found = counting(self._occurred.get(name, []), signal, self._model.calendar)
        if signal.reset_by is None or not (resets := self(signal.reset_by)):
            return found
        return tuple(sighting for sighting in found if sighting.at > resets[-1].at)


def _visits(found: Iterable[Sighting], visit: Visit) -> Iterable[Sighting]:
    """The occurrence of each visit that makes it one."""
    count, last = 0, None
    for sighting in found:
        count = 1 if last is None or sighting.at - last > visit.gap else count + 1
        last = sighting.at
        if count == visit.at_least:
            yield Sighting(sighting.at, sighting.id, "", 1.0)
