"""Which occurrences of a signal there are as of an instant, and which of them a rule counts."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from tests.oracle.clock import day, duration, period
from tests.oracle.history import Lead, Occurrence
from tests.oracle.matching import Document, signals

EARLIEST_OF_A_DAY = 9
MOST = 100


def counted(lead: Lead, name: str, now: int) -> list[Occurrence]:
    """The occurrences of a signal as of now, oldest first."""
    signal = signals(lead.model)[name]
    if "visit" in signal:
        found = _visits(counted(lead, signal["visit"]["of"], now), signal["visit"])
    else:
        entered = [one for one in lead.occurrences if name in one.keys and one.counts and begins(one) <= now]
        found = _of_each_value(lead, name, _of_each_day(lead, entered)[-signal.get("keep", MOST) :])
    if "reset_by" in signal and (resets := counted(lead, signal["reset_by"], now)):
        return [one for one in found if one.at > resets[-1].at]
    return found


def begins(one: Occurrence) -> int:
    """The instant at which it begins to count, from its own instant on."""
    return max(one.at, one.settled)


def _of_each_day(lead: Lead, found: Sequence[Occurrence]) -> list[Occurrence]:
    days: dict[object, list[Occurrence]] = {}
    for one in found:
        days.setdefault(day(one.at, lead.zone), []).append(one)
    return [one for some in days.values() for one in some if one in some[:EARLIEST_OF_A_DAY] or one is some[-1]]


def _of_each_value(lead: Lead, name: str, found: list[Occurrence]) -> list[Occurrence]:
    """With `per`, of each value the one with the greatest measure, of equals the earliest."""
    signal = signals(lead.model)[name]
    if "per" not in signal:
        return found
    best: dict[object, Occurrence] = {}
    for one in found:
        value = day(one.at, lead.zone) if signal["per"] == "day" else one.keys[name]
        if value not in best or one.measures[name] > best[value].measures[name]:
            best[value] = one
    return sorted(best.values(), key=lambda one: (one.at, one.id))


def _visits(found: Sequence[Occurrence], visit: Document) -> list[Occurrence]:
    """The n-th of each run without a pause longer than the gap."""
    runs: list[list[Occurrence]] = []
    for one in found:
        if runs and one.at - runs[-1][-1].at <= duration(visit.get("gap", "30 minutes")):
            runs[-1].append(one)
        else:
            runs.append([one])
    nth = visit.get("at_least", 1)
    return [run[nth - 1] for run in runs if len(run) >= nth]


def ruled(found: Sequence[Occurrence], rule: Document, zone: ZoneInfo) -> Sequence[Occurrence]:
    """The occurrences that a rule of points counts, of those found, oldest first."""
    if "once_every" in rule:
        found = _earliest(found, [one.at // duration(rule["once_every"]) for one in found], 1)
    most = rule.get("at_most")
    if isinstance(most, str):
        count, name = most.split(" per ")
        return _earliest(found, [period(one.at, zone, name) for one in found], int(count))
    return found if most is None else found[-most:]


def _earliest(found: Sequence[Occurrence], places: Sequence[object], count: int) -> list[Occurrence]:
    return [one for n, one in enumerate(found) if places[:n].count(places[n]) < count]
