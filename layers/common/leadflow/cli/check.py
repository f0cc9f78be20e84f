"""`leadflow check`: every mistake in a model file, each with its place and what should stand there."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from leadflow.cli.model_file import judged, lines
from leadflow.domain.wording import counted
from leadflow.model.mistakes import Mistake


def add_arguments(parser: ArgumentParser) -> None:
    """The model file, and how to judge it."""
    parser.add_argument("model", type=Path, metavar="MODEL", help="the model file, such as leadflow.yaml")
    parser.add_argument("--strict", action="store_true", help="let a warning count as a mistake")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Print what was found; 1 where there is a mistake."""
    path: Path = arguments.model
    found = judged(path)
    grave = [each for each in found if arguments.strict or not each.warning]
    if arguments.json:
        print(json.dumps({"fine": not grave, "findings": [asdict(each) for each in found]}))
    else:
        print(*lines(path, found), verdict(path, found), sep="\n")
    return 1 if grave else 0


def verdict(path: Path, found: Sequence[Mistake]) -> str:
    """How many mistakes and warnings the file has, in one line."""
    warnings = sum(each.warning for each in found)
    mistakes = len(found) - warnings
    counts = [counted(mistakes, "mistake")] * bool(mistakes) + [counted(warnings, "warning")] * bool(warnings)
    return f"{path}: {' and '.join(counts) or 'no mistakes'}"
