"""The ties between records, each known from both its ends."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from local.crm.hubspot.kinds import FIRST, PRIMARY, TIES

End = tuple[str, str]
"""The plural of a kind, and an id."""


@dataclass(slots=True)
class Ties:
    """For each record those that it is tied to, each with the types of the tie."""

    _held: defaultdict[End, dict[End, set[int]]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, end: End, kind: str) -> Sequence[tuple[str, Sequence[int]]]:
        """The ids of this kind that the record is tied to, in order, with the types of each tie."""
        found = [(other, sorted(types)) for (other_kind, other), types in self._held[end].items() if other_kind == kind]
        return sorted(found, key=lambda each: int(each[0]))

    def tie(self, one: End, other: End, number: int | None = None) -> Sequence[int]:
        """Tie them with this type of tie, or the plain one; the first of a kind that has a primary is that."""
        plain = TIES[one[0], other[0]]
        first = FIRST.get((one[0], other[0]))
        types = {plain, number or plain}
        if first and (number == first or not self.primary(one, other[0])):
            self._demote(one, other[0], first)
            types.add(first)
        self._held[one].setdefault(other, set()).update(types)
        back = {TIES[other[0], one[0]], *(PRIMARY[each] for each in types if each in PRIMARY)}
        self._held[other].setdefault(one, set()).update(back)
        return sorted(types)

    def untie(self, one: End, other: End) -> None:
        """Cut all ties between the two."""
        self._held[one].pop(other, None)
        self._held[other].pop(one, None)

    def cut(self, kind: str, identity: str) -> None:
        """Cut all ties of a record."""
        for other in [*self._held[kind, identity]]:
            self.untie((kind, identity), other)

    def move(self, kind: str, before: str, after: str) -> None:
        """Give all ties of a record to another."""
        for other in [*self._held[kind, before]]:
            self.untie((kind, before), other)
            if other != (kind, after):
                self.tie((kind, after), other)

    def primary(self, end: End, kind: str) -> str | None:
        """The record of this kind that is the first to it."""
        first = FIRST.get((end[0], kind))
        return next((other for other, types in self.of(end, kind) if first in types), None)

    def towards(self, kind: str, number: int | None) -> str | None:
        """The kind at the other end of a tie of this type from this kind; None where there is no such type."""
        every = [*TIES.items(), *FIRST.items()]
        return next((other for (one, other), each in every if (one, each) == (kind, number)), None)

    def _demote(self, end: End, kind: str, first: int) -> None:
        for (other_kind, other), types in self._held[end].items():
            if other_kind == kind and first in types:
                types.discard(first)
                self._held[other_kind, other][end].discard(PRIMARY[first])
