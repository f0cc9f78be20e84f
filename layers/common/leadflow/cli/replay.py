"""`leadflow replay`: what a model file makes of recorded activities, at any instant."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from heapq import merge
from pathlib import Path
from typing import TypeVar

from leadflow.adapters.spool import NoRoom, Spool
from leadflow.application.archive import reasons
from leadflow.application.clan import stated
from leadflow.application.ports import OutsideDown
from leadflow.application.replay import Course, by_name
from leadflow.cli.activity_file import ActivityFile
from leadflow.cli.explanation import email, told, wanted
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.progress import Progress
from leadflow.cli.replayed import Json, Report, Text
from leadflow.domain.activity import Activity
from leadflow.domain.identity import EMAIL
from leadflow.domain.instant import Instant, parse
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import counted

_Item = TypeVar("_Item")


def add_arguments(parser: ArgumentParser) -> None:
    """The model file, the activities, and what to tell of them."""
    parser.add_argument("model", type=Path, metavar="MODEL", help="the model file, such as leadflow.yaml")
    parser.add_argument("activities", type=Path, metavar="ACTIVITIES.jsonl", help="activities, one JSON object a line")
    parser.add_argument(
        "--at", type=instant, metavar="T", help="the instant up to which (default: the last activity's)"
    )
    parser.add_argument("--no-transitions", action="store_true", help="leave out what changed on the way")
    parser.add_argument("--explain", metavar="EMAIL", help="say why this lead's scores are what they are instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def instant(text: str) -> Instant:
    """The instant that an argument states. Raises ArgumentTypeError."""
    try:
        return parse(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no instant such as 2026-03-01T09:30:00Z") from error


def run(arguments: Namespace) -> int:
    """Print what the leads have come to; 1 where lines of the file had to be left out. Raises Failure."""
    policy, file = model(arguments.model), ActivityFile(arguments.activities)
    who = None if arguments.explain is None else email(arguments.explain)
    with _spool() as spool:
        latest = _put_aside(file, spool, policy)
        code = report(file)
        end = latest if arguments.at is None else arguments.at
        course = Course(policy, end, transitions=who is None and not arguments.no_transitions)
        if who is not None:
            lines = _explained(who, course, spool, as_json=arguments.json)
        else:
            lines = _judged(course, spool, Json(spool) if arguments.json else Text(spool))
        for each in lines:
            print(each)
    return code


@contextmanager
def _spool() -> Iterator[Spool]:
    try:
        with Spool.opened() as spool:
            yield spool
    except NoRoom as error:
        raise Failure(f"there is no room for temporary files: {error}") from error
    except OutsideDown as error:
        raise Failure(f"who is who cannot be told: {error}") from error


def _put_aside(file: ActivityFile, spool: Spool, policy: LeadModel) -> Instant:
    """Put the activities aside, and return the latest instant of all.

    Those that the model ignores tell how late it is, like those that name nobody.
    """
    latest = Instant(0)

    def wanted() -> Iterator[Activity]:
        nonlocal latest
        for each in Progress(sys.stderr).through("activities read", file.activities(), lambda _: file.share):
            latest = max(latest, each.at)
            if not policy.ignored.matches(each):
                for pair in stated(each, policy):
                    spool.tie(*pair)
                yield each

    spool.add(wanted())
    return latest


def _judged(course: Course, spool: Spool, report: Report) -> Iterator[str]:
    """The lines about each lead, by name, then those about what changed."""
    for clan in _progress("groups of keys judged", spool.clans(course.end), spool.count_clans):
        for key, found in course.clan(clan):
            spool.keep(key, report.lead(found))
    alone = _progress("leads judged", spool.leads(course.end), lambda: spool.count(course.end))
    judged = ((key, report.lead(course.of(key[1], history))) for key, history in alone)
    for _, lines in merge(judged, spool.kept(), key=lambda each: by_name(each[0])):
        yield from lines
    yield from report.changes()


def _progress(what: str, items: Iterable[_Item], count: Callable[[], int]) -> Iterator[_Item]:
    """The items; where the leads go to a terminal, they alone show how far it is."""
    if sys.stdout.isatty() or not sys.stderr.isatty():
        return iter(items)
    total = count()
    return Progress(sys.stderr).through(what, items, lambda done: done / total)


def _explained(who: str, course: Course, spool: Spool, *, as_json: bool) -> Iterator[str]:
    clan = spool.clan((EMAIL, who), course.end)
    found = course.whose((EMAIL, who), clan)
    if found is None:
        raise Failure(f"{who}: no activity up to that instant is of this lead")
    return told(found.name, found.facts, wanted(course.model, None), as_json=as_json, said=reasons(clan.told))


def report(file: ActivityFile) -> int:
    """Say which lines were left out, and return the exit code."""
    for bad in file.bad:
        print(f"{file.path}:{bad.number}: {bad.reason}", file=sys.stderr)
    if more := file.left_out - len(file.bad):
        print(f"{file.path}: {counted(file.left_out, 'line')} left out, these and {more} more", file=sys.stderr)
    elif file.bad:
        print(f"{file.path}: {counted(file.left_out, 'line')} left out", file=sys.stderr)
    return 1 if file.bad else 0
