"""`leadflow up`: the local stack, started in the background or stopped."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from leadflow.cli.failure import Failure
from leadflow.cli.stack import Running, find, folder, occupied

PATIENCE: Final = 15.0
PAUSE: Final = 0.05
LAST_LINES: Final = 15


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to start or to stop it, and by which model."""
    parser.add_argument("--stop", action="store_true", help="stop it instead; what it knows is kept")
    parser.add_argument("--model", type=Path, metavar="MODEL", help="the lead model's file (default: leadflow.yaml)")


def run(arguments: Namespace) -> int:
    """Start or stop the stack, and say so. Raises Failure."""
    if arguments.stop:
        return stop(folder(Path.cwd()))
    if running := find(Path.cwd()):
        print(f"The stack is already up at {running.address}")
        return 0
    root = project(Path.cwd())
    home = folder(root)
    start(root, home, (arguments.model or root / "leadflow.yaml").absolute())
    found = find(home.parent)
    if found is None:
        raise Failure(f"the stack ended as soon as it was up; {home / 'log'} says why")
    print(*told(found, home), sep="\n")
    return 0


def told(running: Running, home: Path) -> list[str]:
    """What somebody who has just started the stack wants to know."""
    return [
        f"The stack is up at {running.address}",
        f"  senders post to     {running.address}/hooks/SOURCE, by the names of leadflow.yaml",
        f"  Slack's stand-in    {running.sink}/messages (and readably in {home / 'log'})",
        f"  its senders' keys   {home / 'secrets.json'}, made up for this stack",
        "  the CRM's stand-in  gets the fields of the model's map by leadflow crm setup",
        "  stop it with        leadflow up --stop",
    ]


def project(start: Path) -> Path:
    """The folder with the template, from which alone a stack can be started. Raises Failure."""
    for place in (start, *start.parents):
        if (place / "template.yaml").exists() and (place / "local").is_dir():
            return place
    raise Failure("no template.yaml here or above: run this inside the project's folder", code=2)


def start(root: Path, home: Path, model: Path) -> None:
    """Return when it takes webhooks. Raises Failure with what it said instead."""
    home.mkdir(parents=True, exist_ok=True)
    hear, tell = os.pipe()
    with (home / "log").open("a") as log:
        subprocess.Popen(  # noqa: S603 - our own program, in words of our own
            [sys.executable, "-u", "-m", "local.background", str(home.absolute()), str(model), str(tell)],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[tell],
        )
    os.close(tell)
    with os.fdopen(hear) as ears:
        answer = ears.read()
    if answer != "ready":
        raise Failure(answer or f"the stack did not start:\n{last_lines(home / 'log')}")


def stop(home: Path) -> int:
    """Stop the stack of that folder, gently and then not."""
    running = find(home.parent) if occupied(home) else None
    if running is None:
        print("No stack is up")
        return 0
    os.kill(running.pid, signal.SIGTERM)
    if not gone(running.pid):
        os.killpg(running.pid, signal.SIGKILL)
        gone(running.pid)
    print("The stack is stopped; `leadflow up` goes on where it was")
    return 0


def gone(pid: int) -> bool:
    """Whether the process ends while we can wait."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(PAUSE)
    return False


def last_lines(log: Path) -> str:
    """The end of the log."""
    return "\n".join(log.read_text().splitlines()[-LAST_LINES:])
