"""`leadflow test`: runs the cases beside a model file, so that a change of the model is reviewed like code."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leadflow.application.trial import Difference, differences
from leadflow.cli.explanation_text import score
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import lines, model, unreadable
from leadflow.cli.table import table
from leadflow.domain.case import Case
from leadflow.domain.explanation import explain
from leadflow.domain.instant import iso
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import counted
from leadflow.model.mistakes import BadModel
from leadflow.model.moments import told
from leadflow.model.test_cases import beside, read


def add_arguments(parser: ArgumentParser) -> None:
    """The model file, and the files of cases."""
    parser.add_argument("model", type=Path, metavar="MODEL", help="the model file, such as leadflow.yaml")
    parser.add_argument(
        "cases", type=Path, nargs="*", metavar="CASES", help="files of cases (default: leadflow.test.yaml beside it)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A case, where it stands, and what came out otherwise."""

    path: Path
    case: Case
    differences: Sequence[Difference]


def run(arguments: Namespace) -> int:
    """Try every case; 1 where one comes out otherwise. Raises Failure."""
    policy = model(arguments.model)
    paths: Sequence[Path] = arguments.cases or [_beside(arguments.model)]
    cases = [(path, case) for path in paths for case in _cases(path, policy)]
    tried = [_Tried(path, case, tuple(differences(case, policy))) for path, case in cases]
    if arguments.json:
        print(json.dumps(_document(tried)))
    else:
        for each in tried:
            print(*_lines(each, policy), sep="\n")
        print(_verdict(tried))
    return 1 if any(each.differences for each in tried) else 0


def _beside(path: Path) -> Path:
    cases = beside(path)
    if not cases.exists():
        raise Failure(f"{path} has no cases: there is no {cases}", code=2)
    return cases


def _cases(path: Path, policy: LeadModel) -> Sequence[Case]:
    try:
        return read(path, policy)
    except BadModel as error:
        raise Failure("\n".join(lines(path, error.mistakes))) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _lines(each: _Tried, policy: LeadModel) -> Iterator[str]:
    if not each.differences:
        yield f"ok    {each.case.name}"
        return
    yield f"FAIL  {each.case.name}"
    for line, at in dict.fromkeys((one.line, one.at) for one in each.differences):
        those = [one for one in each.differences if (one.line, one.at) == (line, at)]
        yield f"  {each.path}:{line or each.case.line}: {told(at, policy.calendar.zone)}"
        yield from table([("  expected", one.expected, "found", one.found) for one in those])
        yield from _why(those)


def _why(those: Sequence[Difference]) -> Iterator[str]:
    """Each score that has to do with it, term by term."""
    facts = those[0].facts
    for name in dict.fromkeys(one.score for one in those if one.score is not None):
        yield from (f"    {line}" for line in score(name, explain(facts, name, 1), facts))


def _verdict(tried: Sequence[_Tried]) -> str:
    failed = sum(bool(each.differences) for each in tried)
    return f"{counted(len(tried), 'case')}, {failed or 'none'} failed"


def _document(tried: Sequence[_Tried]) -> dict[str, object]:
    return {
        "fine": not any(each.differences for each in tried),
        "cases": [
            {
                "case": each.case.name,
                "file": str(each.path),
                "line": each.case.line,
                "fine": not each.differences,
                "differences": [
                    {"at": iso(one.at), "line": one.line, "expected": one.expected, "found": one.found}
                    for one in each.differences
                ],
            }
            for each in tried
        ],
    }
