"""Whose each key is, from the whole list at once: a second, naive reading of who is who."""

from collections.abc import Collection, Mapping, Sequence

from tests.fragments import Document
from tests.oracle.clock import happened

Key = tuple[str, str]

KINDS = ("email", "crm_id", "user_id", "anonymous_id")


def keys_of(activity: Document) -> list[Key]:
    """The activity's keys, strongest first."""
    return [(kind, activity["lead"][kind]) for kind in KINDS if activity["lead"].get(kind)]


def owners(history: Sequence[Document], public: Collection[str] = ()) -> Mapping[Key, Key]:
    """For each key the one under which its lead lives."""
    said = _Said(history, public)
    above: dict[Key, Key | None] = dict.fromkeys(said.known)
    for _ in range(50):
        found = {key: said.above(key, above) for key in sorted(said.known)}
        if found == above:
            break
        above = found
    return {key: _top(key, above) for key in said.known}


class _Said:
    """All that was ever stated: ties with their latest statement, mergers, and what is apart for ever."""

    def __init__(self, history: Sequence[Document], public: Collection[str]) -> None:
        self.known: set[Key] = set()
        self.ties: dict[tuple[Key, Key], tuple[int, str]] = {}
        self.mergers: dict[tuple[Key, Key], tuple[int, str]] = {}
        self.apart: set[tuple[Key, Key]] = set()
        for activity in history:
            self._hear(activity, activity["source"] in public)
        self._people()

    def _hear(self, activity: Document, public: bool) -> None:
        found, when = keys_of(activity), (happened(activity), activity["id"])
        self.known.update(found)
        for weaker in found[1:]:
            if not public or (weaker[0] == "anonymous_id" and found[0][0] == "email"):
                self._latest(self.ties, (weaker, found[0]), when)
        if public or not found:
            return
        properties = activity.get("properties", {})
        if activity["type"] == "crm.contact.merged":
            old, new = ("crm_id", activity["lead"]["crm_id"]), ("crm_id", properties["into"])
            if old != new:
                self.known |= {old, new}
                self._latest(self.mergers, (old, new), when)
        if activity["type"] == "identity.split":
            part = (properties["kind"], properties["key"])
            self.known.add(part)
            self.apart.add((part, found[0]))

    def _latest(
        self, ties: dict[tuple[Key, Key], tuple[int, str]], pair: tuple[Key, Key], when: tuple[int, str]
    ) -> None:
        ties[pair] = max(ties.get(pair, when), when)

    def _people(self) -> None:
        """Addresses of records that the CRM has merged are one person's: the last record's, else the last."""
        records = sorted({old for old, _ in self.mergers if old[0] == "crm_id"})
        for last in sorted({self._survivor(old) for old in records}):
            group = {last, *(old for old in records if self._survivor(old) == last)}
            found = [(when, to, of) for (of, to), when in self.ties.items() if of in group and to[0] == "email"]
            if len(group) == 1 or not found:
                continue
            own = [each for each in found if each[2] == last]
            when, best, _ = max(own or found)
            self.ties.setdefault((last, best), when)
            said = max(then for (old, _), then in self.mergers.items() if old in group)
            for address in {to for _, to, _ in found} - {best}:
                self._latest(self.mergers, (address, best), max(when, said))

    def _survivor(self, record: Key) -> Key:
        seen = [record]
        while into := [
            (when, new)
            for (old, new), when in self.mergers.items()
            if old == seen[-1] and not self._overruled(old, new, when)
        ]:
            if max(into)[1] in seen:
                break
            seen.append(max(into)[1])
        return seen[-1]

    def above(self, key: Key, now: Mapping[Key, Key | None]) -> Key | None:
        """The key that this one hangs on, if the others hang on each other as is said."""
        merged = [
            (when, new)
            for (old, new), when in self.mergers.items()
            if old == key and self._may(key, new, now) and not self._overruled(key, new, when)
        ]
        if merged:
            return max(merged)[1]
        tied = [(when, to) for (weaker, to), when in self.ties.items() if weaker == key and self._may(key, to, now)]
        if not tied:
            return None
        if key[0] != "anonymous_id":
            best = min(KINDS.index(to[0]) for _, to in tied)
            return max((when, to) for when, to in tied if KINDS.index(to[0]) == best)[1]
        tops = {_top(to, now) for _, to in tied}
        best = min(KINDS.index(top[0]) for top in tops)
        nearest = {top for top in tops if KINDS.index(top[0]) == best}
        if len(nearest) > 1:
            return None
        return min(((KINDS.index(to[0]), to) for _, to in tied if _top(to, now) in nearest))[1]

    def _overruled(self, key: Key, into: Key, when: tuple[int, str]) -> bool:
        """Whether it is the earliest of mergers that lead in a circle."""
        circle, seen = [(when, key)], {key}
        while into not in seen:
            seen.add(into)
            onward = [(then, new) for (old, new), then in self.mergers.items() if old == into]
            if not onward:
                return False
            (then, upper), lower = max(onward), into
            circle.append((then, lower))
            into = upper
        return into == key and min(circle) == circle[0]

    def _may(self, key: Key, to: Key, now: Mapping[Key, Key | None]) -> bool:
        return not self.apart & {(key, to), (key, _top(to, now))} and key not in _way(to, now)


def _top(key: Key, above: Mapping[Key, Key | None]) -> Key:
    return _way(key, above)[-1]


def _way(key: Key, above: Mapping[Key, Key | None]) -> list[Key]:
    found = [key]
    while (upper := above.get(found[-1])) is not None and upper not in found:
        found.append(upper)
    return found
