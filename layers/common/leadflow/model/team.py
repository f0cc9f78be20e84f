"""The people to whom leads go, as they are written."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BeforeValidator

from leadflow.domain.calendar import Calendar
from leadflow.domain.hours import Hours
from leadflow.domain.identity import NoAddress, address
from leadflow.domain.team import Member
from leadflow.model.addresses import Address
from leadflow.model.sentences import Count, Sentence, Text
from leadflow.model.zones import Zone

_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SLACK: Final = re.compile(r"[UW][A-Z0-9]+")


def working_hours(written: object) -> tuple[time, time]:
    """Beginning and end, as in `09:00-17:00`. Raises ValueError for all else."""
    found = _HOURS.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f'hours are needed, such as "09:00-17:00", not {written!r}')
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if start >= end:
        raise ValueError(f"hours end later than they begin on one day: {written} does not")
    return start, end


def _day(written: object) -> date:
    try:
        if isinstance(written, str) and _DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise ValueError(f"a day is needed, such as 2026-12-01, not {written!r}")


def _slack(written: str) -> str:
    if not _SLACK.fullmatch(written):
        raise ValueError(f"a Slack member id is needed, such as U01ABC2DE, not {written!r}")
    return written


WorkingHours: TypeAlias = Annotated[tuple[time, time], BeforeValidator(working_hours)]


def hours(written: tuple[time, time], zone: str) -> Hours:
    """The hours, by the clock of that time zone."""
    start, end = (60 * each.hour + each.minute for each in written)
    return Hours(start, end, zone)


class TeamMember(Sentence):
    """`{ slack: U01ANN, hours: "09:00-17:00", timezone: Europe/Oslo, capacity: 40, away_until: 2026-12-01 }`."""

    slack: Annotated[Text, AfterValidator(_slack)] | None = None
    hours: WorkingHours | None = None
    timezone: Zone | None = None
    capacity: Count | None = None
    away_until: Annotated[date, BeforeValidator(_day)] | None = None

    def compiled(self, zone: str) -> Member:
        """The member, whose time zone is that one where it says nothing else."""
        here = self.timezone or zone
        return Member(
            slack=self.slack or "",
            hours=None if self.hours is None else hours(self.hours, here),
            capacity=self.capacity,
            away_until=None if self.away_until is None else Calendar(here).read(self.away_until.isoformat()),
        )


def _each_once(written: object) -> object:
    """The members as they are written; letter case makes no other member."""
    seen: dict[str, str] = {}
    for name in written if isinstance(written, Mapping) else ():
        if (first := seen.setdefault(_plain(name), name)) != name:
            raise ValueError(f"{first} and {name} are one address: write down each member once")
    return {} if written is None else written


def _plain(name: str) -> str:
    try:
        return address(name)
    except NoAddress:
        return name


Team: TypeAlias = Annotated[Mapping[Address, TeamMember], BeforeValidator(_each_once)]
