"""Runs the demo."""

import sys
import tempfile
import time
from pathlib import Path

from local.aws import EmulatorFailed
from local.build import NotBuilt
from local.demo.tour import Tour
from local.provision import ROOT, NotProvisioned
from local.stack import Stack
from local.terminal import BOLD, DIM, PLAIN


def main() -> int:
    """Run the demo in a folder of its own and leave nothing behind; 0 where everything came out as it should."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="leadflow-demo-") as folder:
        try:
            with Stack(Path(folder), ROOT / "leadflow.yaml") as stack:
                print(f"{DIM}The stack is up at {stack.address} after {time.monotonic() - began:.1f} s.{PLAIN}")
                fine = Tour(stack).run()
        except (NotBuilt, NotProvisioned, EmulatorFailed, TimeoutError) as error:
            print(error, file=sys.stderr)
            return 1
    print(f"\n{BOLD}{'Done' if fine else 'Something came out otherwise than it should'}{PLAIN}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
