"""`leadflow replay`: what a model file makes of recorded activities, at any instant."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from leadflow.application.replay import Replayed, replay
from leadflow.cli.activity_file import ActivityFile
from leadflow.cli.explanation import email, told, wanted
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.table import points, table
from leadflow.domain.automation import Change
from leadflow.domain.instant import Instant, iso, parse
from leadflow.domain.lead_model import LeadModel
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
    """Print what the leads have come to; 1 where lines of the file had to be left out."""
    policy, file = model(arguments.model), ActivityFile(arguments.activities)
    who = None if arguments.explain is None else email(arguments.explain)
    transitions = who is None and not arguments.no_transitions
    found = replay(policy, file.activities(), arguments.at, transitions=transitions)
    if who is not None:
        lines = _explained(who, found, policy, as_json=arguments.json)
    else:
        lines = as_json(found) if arguments.json else as_text(found)
    code = report(file)
    for line in lines:
        print(line)
    return code


def _explained(who: str, found: Sequence[Replayed], policy: LeadModel, *, as_json: bool) -> Iterator[str]:
    facts = next((each.facts for each in found if each.facts.lead.keys.email == who), None)
    if facts is None:
        raise Failure(f"{who}: no activity up to that instant is of this lead")
    return told(who, facts, wanted(policy, None), as_json=as_json)


def report(file: ActivityFile) -> int:
    """Say which lines were left out, and return the exit code."""
    for bad in file.bad:
        print(f"{file.path}:{bad.number}: {bad.reason}", file=sys.stderr)
    if file.bad:
        print(f"{file.path}: {counted(len(file.bad), 'line')} left out", file=sys.stderr)
    return 1 if file.bad else 0


def as_json(found: Sequence[Replayed]) -> Iterator[str]:
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
    for name, transition in in_order(found):
        yield json.dumps(
            {
                "transition": transition.change,
                "of": transition.of,
                "to": transition.to,
                "lead": name,
                "at": iso(transition.at),
                "cause": transition.cause,
            }
        )


def as_text(found: Sequence[Replayed]) -> Iterator[str]:
    """What people want to know of each lead, and what changed when."""
    for each in found:
        yield clean(each.name)
        yield from table(list(_rows(each)))
        yield ""
    if changed := in_order(found):
        yield "What changed"
        yield from table([(iso(each.at), clean(name), _said(each), f"by {each.cause}") for name, each in changed])


def _rows(each: Replayed) -> Iterator[tuple[str, str]]:
    scores = each.evaluation.scores.items()
    yield (
        "scores",
        ", ".join(f"{name} {'none' if value is None else points(value)}" for name, value in scores),
    )
    yield "segments", ", ".join(each.evaluation.segments) or "none"
    yield "classes", ", ".join(f"{name} {label or 'none'}" for name, label in each.evaluation.classes.items())
    yield "until", "something new happens" if each.valid_until is None else iso(each.valid_until)


def _said(transition: Transition) -> str:
    if transition.change is Change.BECAME:
        return f"{transition.of} became {transition.to or 'none'}"
    return f"{transition.change} {transition.of}"


def in_order(found: Sequence[Replayed]) -> list[tuple[str, Transition]]:
    """All transitions by instant, then by lead, then in the order of the model."""
    every = [(each.name, transition) for each in found for transition in each.transitions]
    return sorted(every, key=lambda entry: (entry[1].at, entry[0]))
