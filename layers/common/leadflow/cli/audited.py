"""What an audit has found, as people and as programs read it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from leadflow.application.audit import WRONG, Audit, Finding, Mark
from leadflow.cli.table import table
from leadflow.domain.instant import SECOND, Instant, iso, minute
from leadflow.domain.wording import counted

_MEANING: Final[Mapping[Mark, str]] = {
    Mark.RIGHT: "",
    Mark.EARLY: "looked at before their answer ends, which is harmless",
    Mark.OTHER_MODEL: "judged under another model: `leadflow rescore` brings them along",
    Mark.LATE: "a segment or a class should have changed by now",
    Mark.OVERDUE: "should have been looked at by now; nothing would have changed",
    Mark.ABSENT: "nothing brings them back when their answer ends",
    Mark.AFTER: "come back only after their answer has ended",
}


def line(found: Finding) -> str:
    """A lead that is wrong, for programs."""
    return json.dumps({"lead": found.lead, "wrong": found.mark, "since": _iso(found.since)})


def document(audit: Audit) -> str:
    """All together, for programs."""
    tally = audit.tally
    counts = {mark.value: tally.marks.get(mark, 0) for mark in Mark}
    rest = {"settling": tally.settling, "latest_seconds": tally.latest // SECOND, "sent": _sent(audit)}
    return json.dumps({"now": iso(audit.now), "leads": tally.leads, "wrong": tally.wrong, **counts, **rest})


def page(audit: Audit) -> Iterator[str]:
    """All together, for people."""
    tally = audit.tally
    if tally.leads:
        yield from table(list(_rows(audit)), right={1})
        yield ""
    if tally.first:
        examples = [_example(each) for each in sorted(tally.first, key=_place)]
        yield from table([("wrong", "lead", "since"), *examples])
        if more := tally.wrong - len(tally.first):
            yield f"  and {counted(more, 'more lead')}; --json names them all"
        yield ""
    yield f"As of {minute(audit.now)}, of {counted(tally.leads, 'lead')} {_verdict(audit)}."
    if tally.leads == tally.marks.get(Mark.OTHER_MODEL, 0) > 0:
        yield "No lead was judged by this model yet: is it the one that the stack has?"
    if tally.wrong:
        yield _todo(audit)


def _rows(audit: Audit) -> Iterator[Sequence[str]]:
    for mark, meaning in _MEANING.items():
        if count := audit.tally.marks.get(mark, 0):
            yield mark.replace("_", " "), f"{count:,}", meaning
    if settling := audit.tally.settling:
        yield "settling", f"{settling:,}", "of these: a click waits to count"


def _example(found: Finding) -> Sequence[str]:
    return found.mark, found.lead, "" if found.since is None else minute(found.since)


def _place(found: Finding) -> tuple[int, Instant]:
    """The worst come first, and of those the latest."""
    return WRONG.index(found.mark), found.since or Instant(0)


def _verdict(audit: Audit) -> str:
    tally = audit.tally
    if not tally.wrong:
        return "none is late, and none will be for want of a wake"
    first = f", the first since {minute(Instant(audit.now - tally.latest))}" if tally.latest else ""
    return f"{tally.wrong:,} {'is' if tally.wrong == 1 else 'are'} wrong{first}"


def _todo(audit: Audit) -> str:
    if audit.recall is None:
        return "`leadflow audit --repair` sends them back to be judged."
    return "Sent back to be judged; `leadflow audit` finds nothing once the queue is worked off."


def _sent(audit: Audit) -> int:
    return 0 if audit.recall is None else audit.tally.wrong


def _iso(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
