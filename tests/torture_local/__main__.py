"""So many webhooks from several senders at once, while the local stack is killed and started again.

The seed says who sends what and what happens after how many webhooks; when exactly that is, the machine decides.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from tests.torture_local.laws import violations
from tests.torture_local.report import Progress, summary
from tests.torture_local.seen import Seen
from tests.torture_local.siege import Siege

WEBHOOKS = 10_000
MOST_SHOWN = 10
"""So many violations of a law are shown, each no longer than this:"""

LONGEST = 500


def main() -> int:
    """Run it; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser("python -m tests.torture_local", description=__doc__)
    parser.add_argument("--webhooks", type=int, default=WEBHOOKS, help=f"so many (default: {WEBHOOKS:,})")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="what happens (default: any)")
    parser.add_argument("--home", type=Path, help="the stack's folder, which is kept (default: one that is not)")
    asked = parser.parse_args()
    print(f"python -m tests.torture_local --webhooks {asked.webhooks} --seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="torture-local-") as made:
        return _run(asked.home or Path(made) / "home", asked.seed, asked.webhooks)


def _run(home: Path, seed: int, webhooks: int) -> int:
    progress = Progress()
    siege = Siege(home, seed, webhooks, progress.show)
    try:
        siege.run()
        seen = Seen(siege)
        wrong = violations(seen)
        print("", *summary(siege, seen), sep="\n")
    finally:
        siege.stack.stop()
    print(*_shown(wrong), f"violations {len(wrong)}", f"{progress.seconds:.0f} s", sep="\n")
    return 1 if wrong else 0


def _shown(wrong: Sequence[str]) -> Iterator[str]:
    """Some of each law's, so that none hides what another one tells."""
    for _, found in groupby(wrong, key=lambda each: each.partition(":")[0]):
        yield from (each[:LONGEST] for each in islice(found, MOST_SHOWN))


if __name__ == "__main__":
    sys.exit(main())
