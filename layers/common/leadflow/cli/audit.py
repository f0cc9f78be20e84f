"""`leadflow audit`: looks at every lead for a change that came late or will, and sends back those that it finds."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leadflow.adapters.tables.leads_scan import LeadsScan
from leadflow.adapters.tables.scan import Place
from leadflow.application.audit import WRONG, Audit, Finding
from leadflow.application.recall import Recall
from leadflow.application.wake import BACKED_UP
from leadflow.cli.audit_place import Asked, Kept, kept
from leadflow.cli.audited import document, line, page
from leadflow.cli.failure import Failure
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.state import State
from leadflow.domain.wording import counted


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to mend what is found, where to note how far it is, and how many run at once."""
    parser.add_argument("--repair", action="store_true", help="send the leads that are wrong back to be judged")
    parser.add_argument(
        "--place", type=Path, metavar="FILE", help="note in this file how far it is; broken off, go on from there"
    )
    parser.add_argument(
        "--share", type=_share, default=(1, 1), metavar="K/N", help="only the K-th of N shares, each run by itself"
    )
    parser.add_argument(
        "--json", action="store_true", help="print JSON lines: each lead that is wrong, then all together"
    )
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Look at all of them; 1 where something is wrong, whether or not it was sent back. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        if arguments.repair:
            _not_backed_up(stack)
        run = _Run.begun(stack, arguments)
        for found in run.wrong():
            if arguments.json:
                print(line(found))
    print(*([document(run.audit)] if arguments.json else page(run.audit)), sep="\n")
    return 1 if run.audit.tally.wrong else 0


def _not_backed_up(stack: Reached) -> None:
    """A queue that is behind has the leads that are late in it: more would make them later. Raises Failure."""
    if (waiting := stack.stack.intake.waiting()) >= BACKED_UP:
        told = f"{counted(waiting, 'message')} wait in the queue intake, the leads that are late perhaps among them"
        raise Failure(f"{told}: repair when they are worked off, as `leadflow status` shows")


def _share(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{0,2})/([1-9]\d{0,2})", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        raise ArgumentTypeError(f"a share such as 1/4 is needed, not {text!r}")
    return int(found[1]), int(found[2])


@dataclass(frozen=True, slots=True)
class _Run:
    """One audit, or the rest of one that was broken off. What goes on is an audit as of the instant of the first."""

    asked: Asked
    everybody: LeadsScan
    audit: Audit
    place: Place
    file: Path | None

    @classmethod
    def begun(cls, stack: Reached, arguments: Namespace) -> "_Run":
        asked = Asked(stack.deployment.stack, stack.model.fingerprint, arguments.repair, arguments.share)
        found = None if arguments.place is None else kept(arguments.place)
        recall, everybody = Recall(stack.stack.intake) if arguments.repair else None, stack.stack.everybody
        if found is None:
            audit, place = Audit(stack.model, stack.now, recall), everybody.place(*arguments.share)
        else:
            found.fits(asked)
            audit, place = Audit(stack.model, found.now, recall, found.tally), found.place
        return cls(asked, everybody, audit, place, arguments.place)

    def wrong(self) -> Iterator[Finding]:
        """Look at all, and say who is wrong."""
        try:
            for state in self._shown():
                found = self.audit.look(state)
                if found is not None and found.mark in WRONG:
                    yield found
        except KeyboardInterrupt:
            print(self._broken_off(), file=sys.stderr)
            raise
        self._flush()
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def _shown(self) -> Iterator[State]:
        """All of them, with a line on the terminal that says how far it is."""
        total, before = self.everybody.count() / self.asked.share[1], self.audit.tally.leads
        return Progress(sys.stderr).through(
            "leads looked at", self._leads(), lambda count: (before + count) / total if total else 0.0
        )

    def _leads(self) -> Iterator[State]:
        """Each lead, whole; behind each page of them it is noted how far it is."""
        for states in self.everybody.pages(self.place):
            self._note()
            yield from states

    def _note(self) -> None:
        """Whoever was found so far is on the way before it is noted that they were looked at."""
        if self.file is not None:
            self._flush()
            Kept(self.asked, self.audit.now, self.place, self.audit.tally).write(self.file)

    def _flush(self) -> None:
        if self.audit.recall is not None:
            self.audit.recall.flush()

    def _broken_off(self) -> str:
        told = f"broken off after {counted(self.audit.tally.leads, 'lead')}"
        if self.file is None:
            return f"{told}; begun again, it looks at all of them: with --place FILE it would go on from there"
        return f"{told}; the same command goes on from there"
