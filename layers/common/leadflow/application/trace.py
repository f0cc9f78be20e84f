"""The way of a webhook to the messages that followed from it, as logs and stores tell it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.application.ports import Outcome
from leadflow.application.receipts import Receipt
from leadflow.domain.automation import Change
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.news import News
from leadflow.domain.wording import counted, words

Said = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a function's log, and when it was written."""

    at: Instant
    function: str
    said: Said


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way; `after` is how long it took since the one before."""

    at: Instant
    function: str
    told: str
    after: Duration


@dataclass(frozen=True, slots=True)
class Followed:
    """News that followed, with what became of each of its actions."""

    news: News
    receipts: Sequence[Receipt]

    def lag(self, receipt: Receipt) -> Duration | None:
        """How long it took from what came in to the destination; None of what was not delivered."""
        if receipt.outcome is not Outcome.DONE or receipt.ended_at is None:
            return None
        return Duration(max(receipt.ended_at - self.news.began.at, 0))


def steps(lines: Iterable[Line]) -> Iterator[Step]:
    """The lines as steps, in the order of time, each once."""
    before: Instant | None = None
    for line in sorted({(each.at, each.function, told(each.said)): each for each in lines}.values(), key=_at):
        yield Step(line.at, line.function, told(line.said), Duration(0 if before is None else line.at - before))
        before = line.at


def told(said: Said) -> str:
    """A line of a log in words."""
    message = str(said.get("message", ""))
    return _WORDS[message](said) if message in _WORDS else message


def _at(line: Line) -> Instant:
    return line.at


def _accepted(said: Said) -> str:
    unidentified = f", {said['unidentified']} of nobody" if said.get("unidentified") else ""
    asked = f", {counted(_int(said, 'asked'), 'question')} to ask" if said.get("asked") else ""
    return f"{said.get('source')} told of {_activities(said)}{unidentified}{asked}"


def _relayed(said: Said) -> str:
    sources = said.get("sources")
    heard = ", ".join(map(str, sources)) if isinstance(sources, Sequence) and sources else "nobody"
    return f"{said.get('kind')} heard by {heard}: {_activities(said)}"


def _asked(said: Said) -> str:
    answer = f"refused: {said['reason']}" if said.get("reason") else _activities(said)
    return f"{said.get('source')} asked for {said.get('what')}: {answer}"


def _evaluated(said: Said) -> str:
    reasons = said.get("reasons")
    failed = f"; failed: {', '.join(map(str, reasons))}" if isinstance(reasons, Sequence) and reasons else ""
    again = f"; {counted(_int(said, 'returned'), 'message')} to come again" if said.get("returned") else ""
    return f"judged, in a batch of {counted(_int(said, 'letters'), 'message')}{again}{failed}"


def _reacted(said: Said) -> str:
    return f"{happened(str(said.get('news')))}: {counted(_int(said, 'errands'), 'action')} queued"


def _ended(said: Said) -> str:
    why = f": {said['reason']}" if said.get("reason") else ""
    again = ", as it was before" if said.get("repeated") else ""
    of = f"{said['automation']} to " if said.get("automation") else ""
    return f"{of}{said.get('channel') or 'nobody'}: {said.get('outcome')}{again}{why}"


def _postponed(said: Said) -> str:
    again = counted(_int(said, "seconds"), "second")
    return f"attempt {said.get('attempt')}, comes again in {again}: {said.get('reason')}"


def _decided(said: Said) -> str:
    return f"{said.get('kind')} by a button: {said.get('heard')}"


def happened(news: str) -> str:
    """What the news of this id says, in words: entered sales ready, became interest high, occurred demo."""
    change, of, to = f"{news.split('.', 2)[-1]}::".split(":")[:3]
    shown = to if change == Change.BECAME else ""  # else it is an activity's id
    return " ".join(filter(None, (change, words(of), words(shown))))


def _activities(said: Said) -> str:
    count = _int(said, "activities")
    return "1 activity" if count == 1 else f"{count} activities"


def _int(said: Said, name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) else 0


_WORDS: Final[Mapping[str, Callable[[Said], str]]] = {
    "accepted": _accepted,
    "refused": lambda said: f"refused: {said.get('reason')}",
    "relayed": _relayed,
    "asked": _asked,
    "evaluated": _evaluated,
    "reacted": _reacted,
    "ended": _ended,
    "postponed": _postponed,
    "decided": _decided,
}
"""What each message of a log says, by its name."""
