"""`leadflow replay`: what a model file makes of recorded activities, at any instant."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from leadflow.adapters.spool import NoRoom, Spool
from leadflow.application.archive import reasons
from leadflow.application.replay import Course, Replayed
from leadflow.cli.activity_file import ActivityFile
from leadflow.cli.explanation import email, told, wanted
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.progress import Progress
from leadflow.cli.table import line, points, table
from leadflow.domain.activity import Activity
from leadflow.domain.automation import Change
from leadflow.domain.ignore import Ignored
from leadflow.domain.instant import Instant, iso, parse
from leadflow.domain.transition import Transition
from leadflow.domain.wording import clean, counted


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
        latest = _put_aside(file, spool, policy.ignored, who)
        code = report(file)
        end = latest if arguments.at is None else arguments.at
        course = Course(policy, end, transitions=who is None and not arguments.no_transitions)
        if who is not None:
            lines = _explained(who, course, spool, as_json=arguments.json)
        else:
            found = _replayed(course, spool)
            lines = as_json(found, spool) if arguments.json else as_text(found, spool)
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


def _put_aside(file: ActivityFile, spool: Spool, ignored: Ignored, who: str | None) -> Instant:
    """Put the activities aside, of everybody or of this address alone, and return the latest instant of all.

    Those that the model ignores tell how late it is, like those that name nobody.
    """
    latest = Instant(0)

    def wanted() -> Iterator[Activity]:
        nonlocal latest
        for each in Progress(sys.stderr).through("activities read", file.activities(), lambda _: file.share):
            latest = max(latest, each.at)
            if (who is None or each.lead.email == who) and not ignored.matches(each):
                yield each

    spool.add(wanted())
    return latest


def _replayed(course: Course, spool: Spool) -> Iterator[Replayed]:
    """What each lead has come to; where the leads go to a terminal, they alone show how far it is."""
    found = (course.of(name, history) for name, history in spool.leads(course.end))
    if sys.stdout.isatty() or not sys.stderr.isatty():
        return found
    total = spool.count(course.end)
    return Progress(sys.stderr).through("leads judged", found, lambda count: count / total)


def _explained(who: str, course: Course, spool: Spool, *, as_json: bool) -> Iterator[str]:
    for name, history in spool.leads(course.end):
        facts = course.of(name, history).facts
        return told(who, facts, wanted(course.model, None), as_json=as_json, said=reasons(history))
    raise Failure(f"{who}: no activity up to that instant is of this lead")


def report(file: ActivityFile) -> int:
    """Say which lines were left out, and return the exit code."""
    for bad in file.bad:
        print(f"{file.path}:{bad.number}: {bad.reason}", file=sys.stderr)
    if more := file.left_out - len(file.bad):
        print(f"{file.path}: {counted(file.left_out, 'line')} left out, these and {more} more", file=sys.stderr)
    elif file.bad:
        print(f"{file.path}: {counted(file.left_out, 'line')} left out", file=sys.stderr)
    return 1 if file.bad else 0


def as_json(found: Iterable[Replayed], spool: Spool) -> Iterator[str]:
    """One line a lead, then one a transition, in the order of time."""
    for each in found:
        yield json.dumps(
            {
                "lead": each.name,
                "scores": dict(each.evaluation.scores),
                "segments": list(each.evaluation.segments),
                "classes": dict(each.evaluation.classes),
                "valid_until": None if each.valid_until is None else iso(each.valid_until),
            }
        )
        spool.tell(each.name, ((change.at, [_document(each.name, change)]) for change in each.transitions))
    for (text,) in spool.told():
        yield text


def _document(name: str, transition: Transition) -> str:
    return json.dumps(
        {
            "transition": transition.change,
            "of": transition.of,
            "to": transition.to,
            "lead": name,
            "at": iso(transition.at),
            "cause": transition.cause,
        }
    )


def as_text(found: Iterable[Replayed], spool: Spool) -> Iterator[str]:
    """What people want to know of each lead, and what changed when."""
    widths: tuple[int, ...] = (0, 0, 0, 0)
    for each in found:
        yield clean(each.name)
        yield from table(list(_rows(each)))
        yield ""
        changes = [(change.at, _cells(each.name, change)) for change in each.transitions]
        spool.tell(each.name, changes)
        for _, cells in changes:
            widths = tuple(map(max, widths, map(len, cells)))
    if any(widths):
        yield "What changed"
        yield from (line(cells, widths) for cells in spool.told())


def _rows(each: Replayed) -> Iterator[tuple[str, str]]:
    scores = each.evaluation.scores.items()
    yield (
        "scores",
        ", ".join(f"{name} {'none' if value is None else points(value)}" for name, value in scores),
    )
    yield "segments", ", ".join(each.evaluation.segments) or "none"
    yield "classes", ", ".join(f"{name} {label or 'none'}" for name, label in each.evaluation.classes.items())
    yield "until", "something new happens" if each.valid_until is None else iso(each.valid_until)


def _cells(name: str, transition: Transition) -> tuple[str, ...]:
    return iso(transition.at), clean(name), _said(transition), f"by {transition.cause}"


def _said(transition: Transition) -> str:
    if transition.change is Change.BECAME:
        return f"{transition.of} became {transition.to or 'none'}"
    return f"{transition.change} {transition.of}"
