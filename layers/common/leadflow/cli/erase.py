"""`leadflow erase`: takes leads out of every store, and lets nothing of them in again."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.application.afterlife import Foreseen, foreseen
from leadflow.application.ports import OutsideDown
from leadflow.application.who import erasures
from leadflow.application.whom import Subject
from leadflow.cli.erasure import Report
from leadflow.cli.failure import Failure
from leadflow.cli.naming import HELP, key, shown
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.identity import Key


def add_arguments(parser: ArgumentParser) -> None:
    """Who is meant, and how sure whoever asks is."""
    parser.add_argument("email", metavar="EMAIL", nargs="?", help=HELP)
    parser.add_argument("--requested", action="store_true", help="all who asked the CRM to be erased instead")
    parser.add_argument("--again", action="store_true", help="all who were erased before instead, as after a restore")
    parser.add_argument(
        "--readmit", action="store_true", help="take in again what is heard of an erased lead from now on"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be erased, and do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask before anything is erased")
    parser.add_argument("--json", action="store_true", help="print JSON: what was found, then what was erased")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Erase them. Raises Failure."""
    if [arguments.email is not None, arguments.requested, arguments.again].count(True) != 1:
        raise Failure("name either a lead, --requested or --again", code=2)
    if arguments.readmit and (arguments.email is None or arguments.dry_run):
        raise Failure("--readmit goes with one lead, and with nothing else", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        if arguments.readmit:
            return _readmit(stack, key(arguments.email))
        asked = _asked(stack, arguments)
        return _Run(stack, asked, Report(stack.model, stack.now, as_json=arguments.json)).run(arguments)


def _asked(stack: Reached, arguments: Namespace) -> list[Key]:
    if arguments.again:
        return [("", lead) for lead in stack.stack.everybody.erased()]
    return _requested(stack) if arguments.requested else [key(arguments.email)]


def _requested(stack: Reached) -> list[Key]:
    everybody, total = stack.stack.everybody, stack.stack.everybody.count()
    states = Progress(sys.stderr).through("leads looked at", everybody.states(), lambda n: n / total if total else 0.0)
    return [each.home for each in erasures(states)]


def _readmit(stack: Reached, asked: Key) -> int:
    stack.eraser.readmit(asked, stack.now)
    print(f"{shown(asked)}: what is heard of this lead from now on is taken in; what happened before stays dropped.")
    return 0


@dataclass(frozen=True, slots=True)
class _Run:
    """One erasure: looked at, agreed to, done."""

    stack: Reached
    asked: Sequence[Key]
    report: Report

    def run(self, arguments: Namespace) -> int:
        if not self.asked:
            self.report.nobody("Nobody was erased." if arguments.again else "Nobody has asked to be erased.")
            return 0
        eraser = self.stack.eraser
        subjects = [eraser.subject(each) for each in self.asked]
        ahead = foreseen(eraser, subjects)
        self.report.before(subjects, ahead)
        if arguments.dry_run:
            self.report.untouched()
            return 0
        if not (arguments.yes or _agreed()):
            self.report.untouched()
            return 1
        self._erase(subjects, ahead)
        return 0

    def _erase(self, subjects: Sequence[Subject], ahead: Foreseen) -> None:
        try:
            done = self.stack.eraser.erase(self.asked, self.stack.now)
        except (KeyboardInterrupt, OutsideDown):
            print("broken off: not everything is erased; the same command again goes on with the rest", file=sys.stderr)
            raise
        self.report.after(subjects, ahead, done)


def _agreed() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure("nobody is there to be asked; with --yes it is done without", code=2)
    return input("This cannot be undone. Type yes to erase: ").strip().lower() == "yes"
