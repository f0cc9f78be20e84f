"""Time at scale: two worlds at once, each lead's changes beside brute force, and a table at the end."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed

from tests.torture_time import report
from tests.torture_time.part import Case, Part, Plan, part, verdict
from tests.torture_time.verdict import Verdict

PROCESSES = 2
AT_ONCE = 25
"""So many leads are judged by brute force at a time."""


def main() -> int:
    """Exit code 1 where anything is violated."""
    asked = _parser().parse_args()
    began = time.monotonic()
    plans = [
        Plan(newsletter=True, leads=asked.newsletter, days=3, seed=asked.seed, direct=True),
        Plan(newsletter=False, leads=asked.leads, days=asked.days, seed=asked.seed, direct=True),
    ]
    violations = 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        lived = [pool.submit(part, plan, say) for plan in plans if plan.leads]
        judged = [(each.result(), _judged(pool, each.result())) for each in as_completed(lived)]
        for found, verdicts in judged:
            total = _total(verdicts)
            violations += len(found.broken) + len(total.wrong)
            print(*report.lines(found, total), sep="\n", flush=True)
    print(f"violations {violations}, {time.monotonic() - began:.0f} s")
    return 1 if violations else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.torture_time", description=__doc__)
    parser.add_argument("--leads", type=int, default=2_000, help="so many live through a year; 0 leaves it out")
    parser.add_argument("--days", type=int, default=365, help="of that year")
    parser.add_argument("--newsletter", type=int, default=100_000, help="so many get it, and live through three days")
    parser.add_argument("--seed", type=int, default=1, help="the same seed is the same traffic, and the same outcome")
    return parser


def say(text: str) -> None:
    """Print it at once, from whichever process."""
    print(text, flush=True)


def _judged(pool: ProcessPoolExecutor, found: Part) -> Sequence["Future[Verdict]"]:
    return [pool.submit(verdict, some) for some in _chunks(found.cases)]


def _chunks(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    return (cases[place : place + AT_ONCE] for place in range(0, len(cases), AT_ONCE))


def _total(verdicts: Sequence["Future[Verdict]"]) -> Verdict:
    total = Verdict()
    for each in verdicts:
        total.add(each.result())
    return total


if __name__ == "__main__":
    sys.exit(main())
