"""A stack as a process of its own, which tells who started it when it is ready and lives until it is told to end.

`leadflow up` starts it: `python -m local.background HOME MODEL DESCRIPTOR`, the descriptor being a pipe's.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from local.aws import EmulatorFailed
from local.build import NotBuilt
from local.places import AlreadyRunning
from local.provision import NotProvisioned
from local.sink import Message
from local.stack import Stack
from local.terminal import render

GLANCE: Final = 0.5


def main(arguments: Sequence[str]) -> int:
    """Run the stack; 1 where it could not start, or did not live until it was stopped."""
    home, model, descriptor = arguments
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stack = Stack(Path(home), Path(model), show=show)
    with os.fdopen(int(descriptor), "w") as teller:
        try:
            stack.start()
        except (NotBuilt, AlreadyRunning, NotProvisioned, EmulatorFailed) as error:
            teller.write(str(error))
            return 1
        teller.write("ready")
    while stack.alive and not ending.wait(GLANCE):
        pass
    stack.stop()
    return 0 if ending.is_set() else 1


def show(message: Message) -> None:
    """Print the message as people read it."""
    print(f"\n{render(message.content)}\n", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
