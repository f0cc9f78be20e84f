"""What the operator of a source wants to know of it: when it was last heard, and which form fields nobody uses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.signal import Signal

COMMON: Final = frozenset(
    {
        *("form", "url", "title", "referrer", "user_agent", "ip", "campaign", "test", "starts_at", "event", "ad_id"),
        *("utm_source", "utm_medium", "utm_term", "utm_content", "gclid", "fbclid", "msclkid", "li_fat_id"),
    }
)
"""Properties of a form that we know a use of, or that no person has filled in."""

NAME_LIMIT: Final = 60
"""Letters of a field's name that are kept."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source was heard of at `last`, and its forms have these fields that the model makes nothing of."""

    last: Instant
    fields: frozenset[str] = frozenset()

    def merge(self, other: "Sighting") -> "Sighting":
        """Both together."""
        return Sighting(max(self.last, other.last), self.fields | other.fields)


class Register(Protocol):
    """Where it is written down."""

    def note(self, sightings: Mapping[str, Sighting]) -> None:
        """Write down, by source, what is worth it; nothing that is in there gets lost. Raises OutsideDown."""
        ...


class Lookout:
    """Sees which sources the activities come from. A field that some signal asks for is used."""

    def __init__(self, model: LeadModel) -> None:
        self._known = COMMON.union(*map(_asked, model.signals.values()))
        self._senders = model.senders

    def sightings(self, activities: Iterable[Activity]) -> Mapping[str, Sighting]:
        """What the activities say of each source that the model names."""
        found: dict[str, Sighting] = {}
        for activity in activities:
            if activity.source in self._senders:
                seen = Sighting(activity.received_at, self._unused(activity))
                known = found.get(activity.source)
                found[activity.source] = seen if known is None else known.merge(seen)
        return found

    def _unused(self, activity: Activity) -> frozenset[str]:
        if activity.type != Kind.FORM_SUBMITTED:
            return frozenset()
        return frozenset(name[:NAME_LIMIT] for name in activity.properties.keys() - self._known if name.strip())


def _asked(signal: Signal) -> frozenset[str]:
    """The properties that the signal asks for; of a dotted name the part that a form can have."""
    names = {name for pattern in signal.patterns for name in pattern.where} | {signal.per, signal.measure}
    return frozenset(part for name in names if name for part in (name, name.partition(".")[0]))
