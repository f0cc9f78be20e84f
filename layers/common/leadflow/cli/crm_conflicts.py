"""`leadflow crm conflicts`: leads of whom the CRM says something else than we know, and which of the two holds."""

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.application.conflicts import Conflict, Said, conflicts
from leadflow.cli.crm_access import mapped
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, reached
from leadflow.cli.table import table
from leadflow.domain.crm import Wins
from leadflow.domain.instant import Instant, iso, minute
from leadflow.domain.json import Json
from leadflow.domain.wording import clean, counted

SHOWN: Final = 200
"""So many are shown to people; programs get all."""

_WIDTH: Final = 30
_HEAD: Final = ("lead", "field", "we know", "from", "at (UTC)", "the CRM says", "at (UTC)", "holds")


@dataclass(slots=True)
class Count:
    """How many conflicts there are of each field, and how many of them the CRM has won."""

    leads: int = 0
    of: Counter[str] = field(default_factory=Counter)
    won: Counter[str] = field(default_factory=Counter)
    shown: list[Conflict] = field(default_factory=list)

    def add(self, found: Sequence[Conflict]) -> None:
        """Count those of one lead."""
        self.leads += bool(found)
        self.of.update(each.term for each in found)
        self.won.update(each.term for each in found if each.holds is Wins.CRM)
        self.shown += found[: max(SHOWN - len(self.shown), 0)]


def run(arguments: Namespace) -> int:
    """List and count them. Raises Failure."""
    count = Count()
    with reached(arguments.stack, arguments.model) as stack:
        provider = mapped(stack.model).provider
        for found in _found(stack):
            count.add(found)
            if arguments.json:
                print(
                    *(json.dumps(_document(each), ensure_ascii=False) for each in found),
                    sep="\n",
                    end="\n" * bool(found),
                )
    if not arguments.json:
        print(*_page(count, provider), sep="\n")
    return 0


def _found(stack: Reached) -> Iterator[Sequence[Conflict]]:
    everybody, total = stack.stack.everybody, stack.stack.everybody.count()
    states = Progress(sys.stderr).through("leads looked at", everybody.states(), lambda n: n / total if total else 0.0)
    return (list(conflicts(state, stack.model)) for state in states)


def _page(count: Count, provider: str) -> Iterator[str]:
    if not count.of:
        yield f"Nowhere does {provider} say anything else than we know."
        return
    yield from table([_HEAD, *(_cells(each) for each in count.shown)])
    yield ""
    if (more := count.of.total() - len(count.shown)) > 0:
        yield f"and {more:,} more, which --json lists."
    rows = [
        (term, f"{number:,}", f"the CRM's side holds in {count.won[term]:,}") for term, number in count.of.most_common()
    ]
    yield from table(rows, right=(1,))
    found = f"{counted(count.of.total(), 'conflict')} in {counted(count.leads, 'lead')}"
    yield f"{found}. Both sides are kept: `wins` in the model says which holds."


def _cells(each: Conflict) -> Sequence[str]:
    ours, theirs = each.ours, each.theirs
    holds = f"{'the CRM' if each.holds is Wins.CRM else 'ours'} (wins: {each.rule})"
    return (
        clean(each.lead),
        each.term,
        _shown(ours.value),
        ours.by,
        _minute(ours.at),
        _shown(theirs.value),
        _minute(theirs.at),
        holds,
    )


def _minute(at: Instant) -> str:
    return minute(at).removesuffix(" UTC")


def _shown(value: Json) -> str:
    if isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return clean(value, _WIDTH) or "(empty)"
    return clean(json.dumps(value, ensure_ascii=False), _WIDTH)


def _document(each: Conflict) -> dict[str, Json]:
    return {
        "lead": each.lead,
        "field": each.term,
        "ours": _side(each.ours),
        "crm": _side(each.theirs),
        "rule": str(each.rule),
        "holds": str(each.holds),
    }


def _side(said: Said) -> Json:
    return {"value": said.value, "by": said.by, "at": iso(said.at)}
