"""`leadflow import`: leads, what is known of them and what they did, from a file of comma-separated values."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leadflow.adapters import clock
from leadflow.adapters.payloads.campaigns import stated_in
from leadflow.application.importing.columns import Table
from leadflow.application.importing.rows import EARLIEST
from leadflow.application.importing.survey import Survey, survey
from leadflow.application.importing.terms import Unclear
from leadflow.application.ports import Intake, OutsideDown
from leadflow.cli import import_plan
from leadflow.cli.csv_file.table_file import TableFile
from leadflow.cli.failure import Failure
from leadflow.cli.import_report import Report, beside
from leadflow.cli.import_run import Import
from leadflow.cli.import_words import add_words, asked, separator
from leadflow.cli.model_file import model
from leadflow.cli.running import add_model, add_stack, reached
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import clean, counted


def add_arguments(parser: ArgumentParser) -> None:
    """The file, what its columns are, and where it goes."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="a header, then a row for each lead or activity")
    add_words(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask before anything is sent")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="where bad rows are listed (default: beside FILE.csv)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, and do not ask")
    add_stack(parser)
    add_model(parser)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the rows go: by which model the leads are judged, what the clock shows, and the queue, if there is one."""

    model: LeadModel
    now: Instant
    intake: Intake | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is going to be done with the file."""

    file: TableFile
    table: Table
    survey: Survey
    as_of: Instant

    def document(self) -> dict[str, Json]:
        return import_plan.document(self.file, self.table, self.survey, self.as_of)

    def lines(self) -> Iterator[str]:
        return import_plan.lines(self.file, self.table, self.survey, self.as_of)


def run(arguments: Namespace) -> int:
    """Show what the file is taken for, and send it; 1 where rows could not be used. Raises Failure."""
    with _target(arguments) as target:
        plan = _plan(arguments, target)
        if not arguments.json:
            print(*plan.lines(), "", sep="\n")
            if not (arguments.dry_run or _agreed(arguments)):
                print("Nothing was sent.")
                return 0
        done = _done(arguments, plan, target)
    if arguments.json:
        print(json.dumps({**plan.document(), **_counts(done)}))
    else:
        print(*_told(done, sent=target.intake is not None), sep="\n")
    return 1 if done.report.count else 0


@contextmanager
def _target(arguments: Namespace) -> Iterator[Target]:
    """The stack; for a dry run with a model file none is needed."""
    if arguments.dry_run and arguments.model is not None and arguments.stack is None:
        yield Target(model(arguments.model), clock.now(), None)
        return
    if arguments.model is not None and arguments.stack is None:
        raise Failure("--model goes with --dry-run or --stack: the local stack has its model", code=2)
    with reached(arguments.stack, arguments.model) as stack:
        yield Target(stack.model, stack.now, None if arguments.dry_run else stack.stack.intake)


def _plan(arguments: Namespace, target: Target) -> Plan:
    told = asked(arguments, target.model.calendar, target.now)
    file = TableFile.looked_at(arguments.file, arguments.encoding, separator(arguments.separator))
    table = file.table()
    try:
        found = survey(table, target.model, told)
    except Unclear as error:
        raise Failure(f"{arguments.file}: {error}", code=2) from error
    return Plan(file, table, found, _as_of(arguments.file, found, target.now))


def _as_of(path: Path, found: Survey, now: Instant) -> Instant:
    """When rows without a date hold: as was told, or when the file was last changed, which it is not by being read."""
    if found.as_of is not None:
        return found.as_of
    changed = Instant(path.stat().st_mtime_ns // 1_000)
    whole = Instant(changed - changed % SECOND)  # copies keep no more
    if not (EARLIEST <= whole <= now) and not (found.dated and found.deeds):
        when = "in the future" if whole > now else "before 1990"
        raise Failure(f"{path}: by its own time it was changed {when}: say --as-of DATE", code=2)
    return whole


def _agreed(arguments: Namespace) -> bool:
    if arguments.yes or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    return input("Send the rows? [y/N] ").strip().lower() in ("y", "yes")


def _done(arguments: Namespace, plan: Plan, target: Target) -> Import:
    report = Report(arguments.report or beside(arguments.file))
    how = plan.survey.rows(plan.as_of, target.now, stated_in)
    done = Import(plan.file, how, target.model.ignored, report, target.intake)
    try:
        with report.writing():
            done.run()
    except (KeyboardInterrupt, OutsideDown):
        told = f"broken off after {counted(done.sent, 'row')} were sent"
        print(f"{told}; begun again, it sends them again, and they count once", file=sys.stderr)
        raise
    return done


def _counts(done: Import) -> dict[str, Json]:
    return {
        "rows": done.rows,
        "sent": done.sent if done.intake is not None else 0,
        "good": done.sent,
        "bad": done.report.count,
        "ignored": done.left_out,
        "messages": done.messages,
        "report": str(done.report.path) if done.report.count else None,
    }


def _told(done: Import, *, sent: bool) -> Iterator[str]:
    if not done.rows:
        yield "There is no row under the header."
        return
    of = f"{done.sent:,} of {done.rows:,} {'row' if done.rows == 1 else 'rows'}"
    if sent:
        yield f"Sent: {of}, in {counted(done.messages, 'message')}. Nobody is alerted of what follows from them."
    else:
        yield f"Would be sent: {of}. Nothing was sent."
    if done.left_out:
        yield f"Left out: {counted(done.left_out, 'row')} of people whom the model ignores."
    if done.report.count:
        yield f"Cannot be used: {done.report.count:,}; {clean(str(done.report.path), 500)} says which and why:"
        yield from import_plan.totals(done.report.reasons)
