"""Counts what an activity costs, through Leadflow and through the usual tutorial's design: `python -m bench [--json]`.

Exits with 1 where the meter and the emulator differ on what a put costs.
"""

import argparse
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version

from bench import report
from bench.lines import Line, lines
from bench.mixes import MIXES, Mix
from bench.processor import Processor, processor
from leadflow.adapters.clock import now
from leadflow.domain.instant import moment


def main(arguments: Sequence[str] | None = None, mixes: Sequence[Mix] = MIXES) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print sums instead of a table")
    as_json = parser.parse_args(arguments).json
    measured = list(lines(mixes, _progress))
    _progress("processor time")
    spent = processor()
    print(_document(measured, spent) if as_json else _page(measured, spent))
    return 0 if report.agreed(measured) else 1


def _page(measured: Sequence[Line], spent: Processor) -> str:
    made = ", ".join(f"{name} {number}" for name, number in _versions().items())
    said = ("", report.verdict(measured), report.spoken(spent))
    title = f"What an activity costs, on {_today()}, with {made}"
    return "\n".join([title, *report.table(measured), "", *report.LEGEND, *report.comparison(measured), *said])


def _document(measured: Sequence[Line], spent: Processor) -> str:
    found = {
        "date": _today(),
        "versions": _versions(),
        "lines": [asdict(line) for line in measured],
        "processor_microseconds": asdict(spent),
    }
    return json.dumps(found, indent=1)


def _versions() -> Mapping[str, str]:
    installed = {name: version(name) for name in ("boto3", "ministack", "aws-lambda-powertools")}
    return {"Python": platform.python_version(), **installed}


def _today() -> str:
    return moment(now(None)).date().isoformat()


def _progress(step: str) -> None:
    print(f"  {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
