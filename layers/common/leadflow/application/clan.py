"""Keys that were ever stated together, directly or not: only among those can one turn out to be another's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from leadflow.application.ties import Ties
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import STRENGTH, Key
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.link import MERGED, links

SECRET: Final = b"these ids leave no process"
"""The secret of lead ids in a replay, which need no keeping."""

_ALONE: Final = len(STRENGTH) - 1
_TELLING: Final = MERGED | {Kind.IDENTITY_SPLIT}

_at = attrgetter("at")


def stated(activity: Activity, model: LeadModel) -> Iterable[tuple[Key, Key]]:
    """The keys that the activity says are one lead's, or never will be, two and two."""
    keys = activity.lead
    unknown = (keys.email, keys.crm_id, keys.user_id, keys.anonymous_id).count(None)
    if unknown >= _ALONE and activity.type not in _TELLING:
        return ()
    told = links(activity, SECRET, public=model.public(activity.source))
    return ((each.weaker_key, each.stronger_key) for each in told)


@dataclass(frozen=True, slots=True)
class Clan:
    """All keys that were stated together, and what was done under each of them; `told` is all of that.

    Every history is oldest first, and can be read again and again.
    """

    histories: Mapping[Key, Iterable[Activity]]
    told: Iterable[Activity]


def clans(activities: Iterable[Activity], model: LeadModel) -> Iterator[Clan]:
    """The activities, oldest first, by keys that were stated together; a key that never was is a clan of its own."""
    numbers: dict[Key, int] = {}
    histories: dict[Key, list[Activity]] = {}
    ties = Ties()
    for each in activities:
        for one, other in stated(each, model):
            ties.tie(*(numbers.setdefault(key, len(numbers)) for key in (one, other)))
        for key in each.lead.all[:1]:
            histories.setdefault(key, []).append(each)
    together: dict[int, list[Key]] = {}
    for key in {**numbers, **histories}:
        together.setdefault(ties.clan(numbers.setdefault(key, len(numbers))), []).append(key)
    for keys in together.values():
        done = {key: histories.get(key, []) for key in keys}
        yield Clan(done, sorted((each for history in done.values() for each in history), key=_at))
