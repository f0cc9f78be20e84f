"""What the CRM tells of a lead's opportunities and purchases: each is kept by its id, and facts follow from them all.

Each of their fields is a trait of its own, such as `crm.opportunities.<id>.stage`.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from leadflow.domain.calendar import Calendar
from leadflow.domain.crm import OPPORTUNITY
from leadflow.domain.json import Json
from leadflow.domain.lead import Register
from leadflow.domain.match import number

PURCHASES: Final = frozenset({"crm.last_purchase", "crm.total_purchases", "crm.purchases_count"})
"""The facts that follow from all purchases together."""

KEPT: Final = 50
"""So many opportunities and so many purchases of a lead are kept: those changed last."""

LARGEST: Final = 1e15
"""An amount as large as this is none: sums of such lose their cents."""

_OPPORTUNITIES: Final = "crm.opportunities."
_PURCHASES: Final = "crm.purchases."
_EVERY: Final = f"{_OPPORTUNITIES}*."
_ID: Final = 2  # of what stands between the dots: crm, opportunities, the id, the field
_ALWAYS: Final = frozenset({"stage", "deleted"})
_OF_PURCHASES: Final = frozenset({"amount", "at", "deleted"})
_DECIMALS: Final = 6

Place = tuple[int, int, str, str]
"""Where something stated stands among all that was: by what decides which statement is the last, then by the id."""


def every(fact: str) -> str:
    """The name of the fact that lists what `fact`, such as crm.opportunity_stage, is of every opportunity."""
    return _EVERY + fact.removeprefix(OPPORTUNITY)


def behind(fact: str) -> str:
    """The fact behind one that `every` names, any other name as it is."""
    return OPPORTUNITY + fact.removeprefix(_EVERY) if fact.startswith(_EVERY) else fact


def inner(trait: str) -> bool:
    """Whether the trait is a field of one opportunity or one purchase."""
    return trait.startswith((_OPPORTUNITIES, _PURCHASES))


def feeds(trait: str, facts: Collection[str]) -> bool:
    """Whether one of these facts follows from the trait, a field of one opportunity or one purchase."""
    field = trait.split(".", _ID + 1)[-1]
    if trait.startswith(_PURCHASES):
        return field in _OF_PURCHASES and not PURCHASES.isdisjoint(facts)
    used = OPPORTUNITY + field in facts
    return used or (field in _ALWAYS and any(each.startswith(OPPORTUNITY) for each in facts))


def trimmed(traits: Mapping[str, Register]) -> Mapping[str, Register]:
    """The traits without what was stated of opportunities, and of purchases, before the 51st of them last changed.

    Whatever the order in which statements come in and are left out, what is left is the same: a later one can only
    push the limit on, and the 51st stays to mark it. Leaving out whole opportunities would forget fields of one that
    comes back.
    """
    for kind in (_OPPORTUNITIES, _PURCHASES):
        places = {name: _place(name, register) for name, register in traits.items() if name.startswith(kind)}
        changed: dict[str, Place] = {}
        for place in places.values():
            changed[place[-1]] = max(changed.get(place[-1], place), place)
        if len(changed) > KEPT:
            limit = sorted(changed.values())[-KEPT - 1]
            traits = {name: each for name, each in traits.items() if name not in places or places[name] >= limit}
    return traits


def _place(name: str, register: Register) -> Place:
    at, rank, by, _ = register.weight
    return at, rank, by, name.split(".", _ID + 1)[_ID]


class Sales:
    """The opportunities and purchases among a lead's traits, those that were deleted left out."""

    def __init__(self, traits: Mapping[str, Register], calendar: Calendar) -> None:
        self._traits, self._calendar = traits, calendar

    def know(self, name: str) -> bool:
        """Whether the name is a fact that follows from what is known here."""
        if name.startswith((OPPORTUNITY, _EVERY)):
            return bool(self.opportunities)
        return name in PURCHASES and bool(self.purchases)

    def fact(self, name: str) -> Json:
        """What follows under a name that is known here; None where that is nothing."""
        match name:
            case "crm.last_purchase":
                return self._last_purchase
            case "crm.total_purchases":
                return self._total
            case "crm.purchases_count":
                return len(self.purchases)
            case _ if name.startswith(_EVERY):
                return list(_values(self.opportunities, name.removeprefix(_EVERY))) or None
            case _:
                return self.opportunities[-1].get(name.removeprefix(OPPORTUNITY))

    @cached_property
    def opportunities(self) -> Sequence[Mapping[str, Json]]:
        """What is known of each, by field; the one that was changed last stands last."""
        return _by_change(self._traits, _OPPORTUNITIES)

    @cached_property
    def purchases(self) -> Sequence[Mapping[str, Json]]:
        """The same of purchases."""
        return _by_change(self._traits, _PURCHASES)

    @property
    def _total(self) -> float:
        """The sum of the amounts, as a whole number where it is one, as people write it."""
        found = round(math.fsum(filter(None, map(_amount, self.purchases))), _DECIMALS)
        return int(found) if found.is_integer() else found

    @property
    def _last_purchase(self) -> Json:
        """The date of the latest, as it was written."""
        written = [at for each in self.purchases if isinstance(at := each.get("at"), str)]
        dated = [(instant, at) for at in written if (instant := self._calendar.read(at)) is not None]
        return max(dated)[1] if dated else None


def _by_change(traits: Mapping[str, Register], kind: str) -> Sequence[Mapping[str, Json]]:
    """The 50 of that kind that were changed last, in that order, those that are deleted left out."""
    found: dict[str, dict[str, Json]] = {}
    changed: dict[str, Place] = {}
    for name, register in traits.items():
        if name.startswith(kind) and name.count(".") > _ID:
            which, field = name.split(".", _ID + 1)[_ID:]
            found.setdefault(which, {})[field] = register.value
            place = _place(name, register)
            changed[which] = max(changed.get(which, place), place)
    order = sorted(found, key=lambda which: changed[which])[-KEPT:]
    return [found[which] for which in order if found[which].get("deleted") is not True]


def _amount(purchase: Mapping[str, Json]) -> float | None:
    found = number(purchase.get("amount"))
    return found if found is not None and abs(found) < LARGEST else None


def _values(opportunities: Iterable[Mapping[str, Json]], field: str) -> Iterable[Json]:
    """What they have under that name; of a list each element."""
    for each in opportunities:
        value = each.get(field)
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value
