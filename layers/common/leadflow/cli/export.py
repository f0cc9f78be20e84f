"""`leadflow export`: all that is kept of a lead, as JSON lines."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from leadflow.application.dossier import PART, Dossier
from leadflow.application.who import Registry, written
from leadflow.cli.failure import Failure
from leadflow.cli.naming import HELP, key, shown
from leadflow.cli.person import document
from leadflow.cli.progress import Progress
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.identity import Key
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.domain.wording import counted

_OWNER_ONLY = 0o600


def add_arguments(parser: ArgumentParser) -> None:
    """Who is meant, and where it goes."""
    parser.add_argument("email", metavar="EMAIL", help=HELP)
    parser.add_argument("--to", type=Path, metavar="FILE", help="write it there, for nobody else to read")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Write it out, a JSON object a line. Raises Failure."""
    asked = key(arguments.email)
    with reached(arguments.stack, arguments.model) as stack, _opened(arguments.to) as out:
        count = 0
        for part in Progress(sys.stderr).through("parts", _parts(stack, asked), _unknown):
            print(json.dumps(part), file=out)
            count += 1
    if arguments.to is not None:
        print(f"{shown(asked)}: {counted(count, 'part')} written to {arguments.to}")
    return 0


def _parts(stack: Reached, asked: Key) -> Iterator[Mapping[str, Json]]:
    eraser = stack.eraser
    found = eraser.subject(asked)
    if found.state.version and not found.state.gone:
        yield {PART: "person", "exported_at": iso(stack.now), **document(asked, Registry(stack.archive).who(asked))}
    else:
        erased = None if found.tombstone is None else iso(found.tombstone.at)
        yield {
            PART: "person",
            "exported_at": iso(stack.now),
            "asked": written(asked),
            "lead": None,
            "erased_at": erased,
        }
    yield from Dossier(eraser, found, stack.now).parts()


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    if file is None:
        yield sys.stdout
        return
    try:
        file.touch(_OWNER_ONLY)
        file.chmod(_OWNER_ONLY)
        with file.open("w", encoding="utf-8") as out:
            yield out
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", code=2) from error


def _unknown(count: int) -> float:  # noqa: ARG001 how much there is of the whole cannot be known
    return 0.0
