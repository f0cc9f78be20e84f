"""Conditions about signals: how many, how much, how long ago."""

from dataclasses import dataclass
from math import fsum

from leadflow.domain.condition import Facts
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.match import Bounds
from leadflow.domain.trend import shown


@dataclass(frozen=True, slots=True)
class SignalCount:
    """`{ signal: blog, at_least: 5, within: 30 days }`: how many, of those younger than `within`."""

    signal: str
    bounds: Bounds
    within: Duration | None = None

    def holds(self, facts: Facts) -> bool:
        return self.bounds.hold(facts.count(self.signal, self.within))

    def changes_at(self, facts: Facts) -> Instant | None:
        count = facts.count(self.signal, self.within)
        if self.within is None or not count:
            return None
        held = self.bounds.hold(count)
        recent = facts.sightings(self.signal)[-count:]
        for left, sighting in enumerate(recent, start=1):
            together = left < count and recent[left].at == sighting.at
            if not together and self.bounds.hold(count - left) != held:
                return Instant(sighting.at + self.within)
        return None


@dataclass(frozen=True, slots=True)
class SignalTotal:
    """`{ signal: reading, total: 600, within: 30 days }`: how much together, of those younger than `within`."""

    signal: str
    total: float
    within: Duration | None = None

    def holds(self, facts: Facts) -> bool:
        return self._enough(facts, facts.now)

    def changes_at(self, facts: Facts) -> Instant | None:
        if self.within is None:
            return None
        held = self.holds(facts)
        leaving = (Instant(sighting.at + self.within) for sighting in facts.sightings(self.signal))
        return next((at for at in leaving if at > facts.now and self._enough(facts, at) != held), None)

    def _enough(self, facts: Facts, now: Instant) -> bool:
        found = facts.sightings(self.signal)
        recent = (each.measure for each in found if self.within is None or now - each.at < self.within)
        return shown(fsum(recent)) >= self.total


@dataclass(frozen=True, slots=True)
class Without:
    """`{ without: interaction, for: 60 days }`: the last one, or else the first sight of the lead, is so long ago."""

    signal: str
    lasting: Duration

    def holds(self, facts: Facts) -> bool:
        since = self._since(facts)
        return since is not None and facts.now - since >= self.lasting

    def changes_at(self, facts: Facts) -> Instant | None:
        since = self._since(facts)
        return None if since is None or self.holds(facts) else Instant(since + self.lasting)

    def _since(self, facts: Facts) -> Instant | None:
        found = facts.sightings(self.signal)
        return found[-1].at if found else facts.first_seen
