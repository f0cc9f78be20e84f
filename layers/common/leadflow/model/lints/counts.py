"""How many occurrences of a signal can count at once."""

from dataclasses import dataclass

from leadflow.domain.instant import DAY, Duration
from leadflow.domain.occurrence import EARLIEST
from leadflow.domain.signal import KEEP, PER_DAY
from leadflow.model.grammar import ModelFile
from leadflow.model.signals import VisitSignal


@dataclass(frozen=True, slots=True)
class Limit:
    """The greatest count there can be, and why."""

    count: int
    why: str


def limit(signal: str, file: ModelFile, within: Duration | None = None) -> Limit:
    """The limit of a signal, of any age or of those younger than `within`."""
    written = file.signals.get(signal)
    if isinstance(written, VisitSignal):
        of, least = limit(written.visit.of, file), written.visit.at_least
        visits = Limit(of.count // least, f"a visit takes {least} of {written.visit.of}, and {of.why}")
        return min(visits, limit(written.visit.of, file, within), key=lambda each: each.count)
    kept, remedy = (KEEP, "") if written is None else (written.kept, " (`keep` changes that)")
    most = Limit(kept, f"only the {kept} latest of {signal} are kept{remedy}")
    if within is None:
        return most
    daily = written is not None and written.per == PER_DAY
    # A stretch of time begins and ends inside a day, and one day of a year is an hour short.
    days = within // DAY + 2
    a_day = f"{signal} counts once a day" if daily else f"{signal} counts at most {EARLIEST + 1} times a day"
    return min(most, Limit(days if daily else days * (EARLIEST + 1), a_day), key=lambda each: each.count)
