"""`leadflow audit`: looks at every lead for a change that came late or will, and sends back those that it finds."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leadflow.adapters.tables.scan import Place
from leadflow.application.audit import WRONG, Audit
from leadflow.application.recall import Recall
from leadflow.application.wake import BACKED_UP
from leadflow.cli.audit_place import Kept, kept
from leadflow.cli.audited import document, line, page
from leadflow.cli.failure import Failure
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.state import State
from leadflow.domain.wording import counted


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to mend what is found, and where to note how far it is."""
    parser.add_argument("--repair", action="store_true", help="send the leads that are wrong back to be judged")
    parser.add_argument(
        "--place", type=Path, metavar="FILE", help="note in this file how far it is; broken off, go on from there"
    )
    parser.add_argument(
        "--json", action="store_true", help="print a JSON line for each lead that is wrong, then one of all"
    )
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Look at all of them; 1 where something is wrong, whether or not it was sent back. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        if arguments.repair:
            _not_backed_up(stack)
        return _Run.begun(stack, arguments).finished()


def _not_backed_up(stack: Reached) -> None:
    """A queue that is behind has the leads that are late in it: more would make them later. Raises Failure."""
    if (waiting := stack.stack.intake.waiting()) >= BACKED_UP:
        told = f"{counted(waiting, 'message')} wait in the queue intake, the leads that are late perhaps among them"
        raise Failure(f"{told}: repair when they are worked off, as `leadflow status` shows")


@dataclass(frozen=True, slots=True)
class _Run:
    """One audit, or the rest of one that was broken off. What goes on is an audit as of the instant of the first."""

    stack: Reached
    audit: Audit
    place: Place
    file: Path | None
    as_json: bool

    @classmethod
    def begun(cls, stack: Reached, arguments: Namespace) -> "_Run":
        found = None if arguments.place is None else kept(arguments.place)
        recall = Recall(stack.stack.intake) if arguments.repair else None
        if found is None:
            audit, place = Audit(stack.model, stack.now, recall), stack.stack.everybody.place()
        else:
            found.fits(stack.deployment.stack, stack.model.fingerprint, repair=arguments.repair)
            audit, place = Audit(stack.model, found.now, recall, found.tally), found.place
        return cls(stack, audit, place, arguments.place, arguments.json)

    def finished(self) -> int:
        before = self.audit.tally.leads
        try:
            for state in self._shown(before):
                found = self.audit.look(state)
                if self.as_json and found is not None and found.mark in WRONG:
                    print(line(found))
        except KeyboardInterrupt:
            print(self._broken_off(), file=sys.stderr)
            raise
        self._flush()
        if self.file is not None:
            self.file.unlink(missing_ok=True)
        print(*([document(self.audit)] if self.as_json else page(self.audit)), sep="\n")
        return 1 if self.audit.tally.wrong else 0

    def _shown(self, before: int) -> Iterator[State]:
        total = self.stack.stack.everybody.count()
        return Progress(sys.stderr).through(
            "leads looked at", self._leads(), lambda count: (before + count) / total if total else 0.0
        )

    def _leads(self) -> Iterator[State]:
        """Each lead, whole; behind each page of them it is noted how far it is."""
        for states in self.stack.stack.everybody.pages(self.place):
            self._note()
            yield from states

    def _note(self) -> None:
        """Whoever was found so far is on the way before it is noted that they were looked at."""
        if self.file is not None:
            self._flush()
            audit, stack = self.audit, self.stack
            repair = audit.recall is not None
            kept = Kept(stack.deployment.stack, stack.model.fingerprint, repair, audit.now, self.place, audit.tally)
            kept.write(self.file)

    def _flush(self) -> None:
        if self.audit.recall is not None:
            self.audit.recall.flush()

    def _broken_off(self) -> str:
        told = f"broken off after {counted(self.audit.tally.leads, 'lead')}"
        if self.file is None:
            return f"{told}; begun again, it looks at all of them: with --place FILE it would go on from there"
        return f"{told}; the same command goes on from there"
