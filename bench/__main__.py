"""Counts what an activity costs, through Leadflow and through the usual tutorial's design: `python -m bench [--json]`.

Then measures what deciding segments takes, by Leadflow and by rule engines, and what reading webhooks takes, by
Leadflow and by django-anymail. Exits with 1 where the meter and the emulator differ on what a put costs, an engine on
what is true, or anymail on what has happened.
"""

import argparse
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version

from bench import normalise_report, report, rules_report
from bench.lines import Line, lines
from bench.mixes import MIXES, Mix
from bench.normalise import CALLS, Normalising, normalising
from bench.processor import ROUNDS, Processor, processor
from bench.rules import LEADS, Rules, rules
from bench.wakes import Wakes, wakes
from leadflow.adapters.clock import now
from leadflow.domain.instant import moment


def main(
    arguments: Sequence[str] | None = None,
    mixes: Sequence[Mix] = MIXES,
    rounds: int = ROUNDS,
    leads: int = LEADS,
    calls: int = CALLS,
) -> int:
    """Run the bench: these mixes, rounds of what takes processor time, leads to be judged, webhooks to be read."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print sums instead of a table")
    as_json = parser.parse_args(arguments).json
    measured = list(lines(mixes, _progress))
    _progress("processor time")
    spent = processor(rounds)
    _progress("rule engines")
    judged = rules(leads=leads)
    _progress("webhooks into activities")
    read = normalising(calls)
    _progress("a year of wakes")
    woken = wakes()
    told = _document if as_json else _page
    print(told(measured, spent, judged, read, woken))
    return 0 if report.agreed(measured) and judged.agreed and read.agreed else 1


def _page(measured: Sequence[Line], spent: Processor, judged: Rules, read: Normalising, woken: Wakes) -> str:
    made = ", ".join(f"{name} {number}" for name, number in _versions().items())
    tables = ("", *rules_report.rows(judged), "", *normalise_report.rows(read), "")
    said = (*tables, report.verdict(measured), rules_report.verdict(judged), normalise_report.verdict(read))
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


def _document(measured: Sequence[Line], spent: Processor, judged: Rules, read: Normalising, woken: Wakes) -> str:
    found = {
        "date": _today(),
        "versions": _versions(),
        "lines": [asdict(line) for line in measured],
        "processor_microseconds": asdict(spent),
        "rules": asdict(judged),
        "webhooks": asdict(read),
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
