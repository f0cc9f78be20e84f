"""Counts what an activity costs, through Leadflow and through the usual tutorial's design: `python -m bench [--json]`.

Then measures what deciding segments takes, by Leadflow and by rule engines. Exits with 1 where the meter and the
emulator differ on what a put costs, or an engine on what is true.
"""

import argparse
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version

from bench import report, rules_report
from bench.lines import Line, lines
from bench.mixes import MIXES, Mix
from bench.processor import ROUNDS, Processor, processor
from bench.rules import LEADS, Rules, rules
from bench.wakes import Wakes, wakes
from leadflow.adapters.clock import now
from leadflow.domain.instant import moment


def main(
    arguments: Sequence[str] | None = None, mixes: Sequence[Mix] = MIXES, rounds: int = ROUNDS, leads: int = LEADS
) -> int:
    """Run the bench: these mixes, so many rounds of what takes processor time, segments of so many leads."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print sums instead of a table")
    as_json = parser.parse_args(arguments).json
    measured = list(lines(mixes, _progress))
    _progress("processor time")
    spent = processor(rounds)
    _progress("rule engines")
    judged = rules(leads=leads)
    _progress("a year of wakes")
    woken = wakes()
    print(_document(measured, spent, judged, woken) if as_json else _page(measured, spent, judged, woken))
    return 0 if report.agreed(measured) and judged.agreed else 1


def _page(measured: Sequence[Line], spent: Processor, judged: Rules, woken: Wakes) -> str:
    made = ", ".join(f"{name} {number}" for name, number in _versions().items())
    said = ("", *rules_report.rows(judged), "", report.verdict(measured), rules_report.verdict(judged))
    title = f"What an activity costs, on {_today()}, with {made}"
    return "\n".join(
        [
            title,
            *report.table(measured),
            "",
            *report.LEGEND,
            *report.comparison(measured),
            *said,
            report.spoken(spent),
            report.woken(woken),
        ]
    )


def _document(measured: Sequence[Line], spent: Processor, judged: Rules, woken: Wakes) -> str:
    found = {
        "date": _today(),
        "versions": _versions(),
        "lines": [asdict(line) for line in measured],
        "processor_microseconds": asdict(spent),
        "rules": asdict(judged),
        "wakes_of_a_year": asdict(woken),
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
