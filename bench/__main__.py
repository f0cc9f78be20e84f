"""Counts what an activity costs, through Leadflow and through the usual tutorial's design: `python -m bench [--json]`.

Then prices it to the dollar, all in, and measures how long a message takes to follow from a webhook, what the
functions' cold starts take, what deciding segments takes, by Leadflow and by rule engines, and what reading webhooks
takes, by Leadflow and by django-anymail. Exits with 1 where the meter and the emulator differ on what a put costs, an
engine on what is true, anymail on what has happened, or the metric `Lag` from what is seen from outside.
"""

import argparse
import json
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from bench import bill_report, coldstart, coldstart_report, lag_report, normalise_report, report, rules_report, spending
from bench.bill import Bill, bill
from bench.coldstart import Starts, starts
from bench.lag import LOADS, Lag, Load, lag
from bench.lines import Line, lines
from bench.mixes import MIXES, Mix
from bench.normalise import CALLS, Normalising, normalising
from bench.processor import ROUNDS, Processor, processor
from bench.rules import LEADS, Rules, rules
from bench.wakes import Wakes, wakes
from leadflow.adapters.clock import now
from leadflow.domain.instant import moment


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is measured: rounds of what takes processor time, leads to be judged, webhooks to be read and priced.

    Without `loads` no stack is started to see how long messages take.
    """

    rounds: int = ROUNDS
    leads: int = LEADS
    calls: int = CALLS
    webhooks: int = spending.WEBHOOKS
    starts: int = coldstart.ROUNDS
    loads: Sequence[Load] = LOADS


@dataclass(frozen=True, slots=True)
class Found:
    """All that was measured."""

    lines: Sequence[Line]
    dollars: Bill
    cold_starts: Starts
    lag: Lag
    processor: Processor
    rules: Rules
    webhooks: Normalising
    wakes: Wakes

    @property
    def agreed(self) -> bool:
        """Whether all who were compared agree."""
        return report.agreed(self.lines) and self.lag.agreed and self.rules.agreed and self.webhooks.agreed


def main(arguments: Sequence[str] | None = None, mixes: Sequence[Mix] = MIXES, pace: Pace = Pace()) -> int:
    """Run the bench on these mixes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print sums instead of a table")
    as_json = parser.parse_args(arguments).json
    found = _measured(mixes, pace)
    print(_document(found) if as_json else _page(found))
    return 0 if found.agreed else 1


def _measured(mixes: Sequence[Mix], pace: Pace) -> Found:
    measured = list(lines(mixes, _progress))
    dollars = bill(_progress, pace.webhooks)
    _progress("cold starts")
    cold = starts(pace.starts)
    taken = lag(pace.loads, _progress)
    _progress("processor time")
    spent = processor(pace.rounds)
    _progress("rule engines")
    judged = rules(leads=pace.leads)
    _progress("webhooks into activities")
    read = normalising(pace.calls)
    _progress("a year of wakes")
    return Found(measured, dollars, cold, taken, spent, judged, read, wakes())


def _page(found: Found) -> str:
    made = ", ".join(f"{name} {number}" for name, number in _versions().items())
    return "\n".join(
        [
            f"What an activity costs, on {_today()}, with {made}",
            *report.table(found.lines),
            "",
            *report.LEGEND,
            *report.comparison(found.lines),
            "",
            *(row for rows in _tables(found) for row in (*rows, "")),
            *_verdicts(found),
        ]
    )


def _tables(found: Found) -> Sequence[Iterator[str]]:
    return (
        bill_report.rows(found.dollars),
        coldstart_report.rows(found.cold_starts),
        lag_report.rows(found.lag),
        rules_report.rows(found.rules),
        normalise_report.rows(found.webhooks),
    )


def _verdicts(found: Found) -> Sequence[str]:
    return (
        report.verdict(found.lines),
        bill_report.verdict(found.dollars),
        coldstart_report.verdict(found.cold_starts),
        lag_report.verdict(found.lag),
        rules_report.verdict(found.rules),
        normalise_report.verdict(found.webhooks),
        report.spoken(found.processor),
        report.woken(found.wakes),
    )


def _document(found: Found) -> str:
    told = {
        "date": _today(),
        "versions": _versions(),
        "lines": [asdict(line) for line in found.lines],
        "dollars": asdict(found.dollars),
        "cold_starts": found.cold_starts.document(),
        "lag": found.lag.document(),
        "processor_microseconds": asdict(found.processor),
        "rules": asdict(found.rules),
        "webhooks": asdict(found.webhooks),
        "wakes_of_a_year": asdict(found.wakes),
    }
    return json.dumps(told, indent=1)


def _versions() -> Mapping[str, str]:
    installed = {name: version(name) for name in ("boto3", "ministack", "aws-lambda-powertools")}
    return {"Python": platform.python_version(), **installed}


def _today() -> str:
    return moment(now(None)).date().isoformat()


def _progress(step: str) -> None:
    print(f"  {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
