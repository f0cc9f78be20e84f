"""Sets the clock of the running stack ahead, so that fading and waking can be watched without waiting.

`python -m local.clock 30d` (or 12h, 15m, 90s) counts from the machine's own clock; `0s` takes it back, but for a lead
that has been judged meanwhile time never runs backwards.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import urllib3

from leadflow.cli.stack import find

UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def seconds(text: str) -> float:
    """The length of time that the text states. Raises ArgumentTypeError."""
    try:
        return float(text[:-1]) * UNITS[text[-1:]]
    except (KeyError, ValueError) as error:
        raise ArgumentTypeError(f"{text!r} is no length of time such as 30d, 12h, 15m or 90s") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 where no stack is up."""
    parser = ArgumentParser(prog="python -m local.clock", description=__doc__)
    parser.add_argument("ahead", type=seconds)
    ahead = parser.parse_args(arguments).ahead
    if (running := find(Path.cwd())) is None:
        print("No stack is up; `leadflow up` starts one.", file=sys.stderr)
        return 1
    answer = urllib3.request("PUT", f"{running.sink}/clock", body=f"{ahead}")
    print(answer.data.decode())
    return 0 if answer.status == 200 else 1  # noqa: PLR2004 - HTTP's own number


if __name__ == "__main__":
    raise SystemExit(main())
