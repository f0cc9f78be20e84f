"""What was seen of a world from its outside: what came in when, who was woken when, what was published when."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leadflow.domain.identity import lead_id
from tests.fragments import SECOND, Document
from tests.torture.aws.table import Table
from tests.torture.models import KEY

LATE = 60 * SECOND
"""A wake that comes later than this is late: even the next round would have been in time."""

PLACE, RETURN = "wake_at", "returns_at"
"""When the index brings a lead back, and when a message does."""

ZERO = {"N": "0"}


class Published(NamedTuple):
    """A transition: `at` is the instant that it names, `written` when it could be read; entering a segment is True."""

    written: int
    at: int
    of: str
    value: str | bool


class Arrival(NamedTuple):
    """When `evaluate` was called with an activity."""

    at: int
    activity: str


@dataclass
class Wakes:
    """How often leads were woken: for something, for `nothing`, and `again` who had been looked at in the meantime.

    `lateness` has microseconds, from the end of each answer to the call of `evaluate`.
    """

    useful: int = 0
    nothing: int = 0
    again: int = 0
    early: int = 0
    late: int = 0
    lateness: "array[int]" = field(default_factory=lambda: array("q"))


@dataclass
class Diary:
    """Leads are known by the ids that the product gives them.

    `suspects` are those who were woken early, late or never.
    """

    leads: Table
    arrivals: dict[str, list[Arrival]] = field(default_factory=lambda: defaultdict(list))
    published: dict[str, list[Published]] = field(default_factory=lambda: defaultdict(list))
    wakes: Wakes = field(default_factory=Wakes)
    suspects: set[str] = field(default_factory=set)
    woken: set[str] = field(default_factory=set)
    evaluations: int = 0
    _ids: dict[str, str] = field(default_factory=dict)
    _sent_for: dict[str, int] = field(default_factory=dict)
    _looked: dict[str, int] = field(default_factory=dict)
    _due: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def id(self, email: str) -> str:
        """The lead's id."""
        if email not in self._ids:
            self._ids[email] = lead_id(("email", email), KEY.encode())
        return self._ids[email]

    def sent(self, bodies: Iterable[str]) -> None:
        """A round has sent leads to be looked at."""
        for body in bodies:
            for lead in json.loads(body).get("wakes", ()):
                self._sent_for[lead] = self._instant(lead, PLACE) or 0

    def begun(self, bodies: Sequence[str], now: int) -> None:
        """These messages are brought to `evaluate`."""
        self._due, self._told = set(), set()
        seen = set[str]()
        for parcel in map(json.loads, bodies):
            for lead in parcel.get("wakes", ()):
                seen.add(lead)
                self._woken(lead, parcel.get("after"), now)
            for activity in parcel.get("activities", ()):
                lead = self.id(activity["lead"]["email"])
                seen.add(lead)
                self.arrivals[lead].append(Arrival(now, activity["id"]))
                if self._missed(lead, now):
                    self.suspects.add(lead)
        self._looked.update(dict.fromkeys(seen, now))
        self.evaluations += len(seen)

    def _woken(self, lead: str, after: int | None, now: int) -> None:
        at, version = self._instant(lead, RETURN if after else PLACE), int(self._item(lead).get("version", ZERO)["N"])
        meant = at is not None and (version == after if after else self._sent_for.get(lead) == at)
        if lead not in self._due and at is not None and at <= now:
            self._due.add(lead)
            self._came(lead, now - at)
        elif lead not in self._due and meant:
            self.wakes.early += 1
            self.suspects.add(lead)
        else:
            self.wakes.again += 1

    def _came(self, lead: str, lateness: int) -> None:
        self.woken.add(lead)
        self.wakes.lateness.append(lateness)
        if lateness > LATE:
            self.wakes.late += 1
            self.suspects.add(lead)

    def wrote(self, items: Iterable[Document], now: int) -> None:
        """These were put into the outbox."""
        for item in items:
            transition = item["transition"]["M"]
            change = transition["change"]["S"]
            value = transition.get("to", {"S": ""})["S"] if change == "became" else change == "entered"
            self._told.add(item["lead"]["S"])
            found = Published(now, int(item["at"]["N"]), transition["of"]["S"], value)
            self.published[item["lead"]["S"]].append(found)

    def ended(self) -> None:
        """The call of `evaluate` is over."""
        useful = len(self._due & self._told)
        self.wakes.useful += useful
        self.wakes.nothing += len(self._due) - useful

    def close(self, now: int) -> None:
        """The world has ended: whoever should have been woken and was not is a suspect, and whoever never was."""
        for lead in self.arrivals:
            if self._missed(lead, now) or lead not in self.woken:
                self.suspects.add(lead)

    def _item(self, lead: str) -> Mapping[str, Document]:
        return self.leads.items.get((lead,), {})

    def _missed(self, lead: str, now: int) -> bool:
        """Whether the lead should have been looked at, and has not been since."""
        due = (at for name in (PLACE, RETURN) if (at := self._instant(lead, name)) is not None)
        return any(self._looked.get(lead, 0) < at < now - LATE for at in due)

    def _instant(self, lead: str, name: str) -> int | None:
        found = self._item(lead).get(name)
        return None if found is None else int(found["N"])
