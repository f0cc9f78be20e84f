"""Where a local stack keeps what outlives it, and which ports of the machine it gets."""

import fcntl
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another stack lives in this folder."""


@dataclass(frozen=True, slots=True)
class Home:
    """A stack's folder."""

    folder: Path

    @property
    def clock(self) -> Path:
        """How many seconds the stack's clock is ahead."""
        return self.folder / "clock"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def messages(self) -> Path:
        """What the stand-in for Slack took, a JSON line each."""
        return self.folder / "slack.jsonl"

    @property
    def model(self) -> Path:
        """The compiled lead model."""
        return self.folder / "leadflow_model.py"

    @property
    def refused(self) -> Path:
        """Events that were accepted once and, after a restart, no longer."""
        return self.folder / "refused.jsonl"

    @property
    def secrets(self) -> Path:
        """What the demo's senders sign with."""
        return self.folder / "secrets.json"

    @property
    def stack(self) -> Path:
        """What a command needs to know of the running stack; there only while it runs."""
        return self.folder / "stack.json"

    def occupy(self) -> IO[str]:
        """Keep other stacks out of the folder until the file is closed or the process ends. Raises AlreadyRunning."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise AlreadyRunning(f"a stack is running in {self.folder}") from error
        return lock

    def ports(self, *names: str) -> Mapping[str, int]:
        """The port of each name, the same at every start as long as nobody else has taken it."""
        file = self.folder / "ports.json"
        before: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        ports = {name: _free(before.get(name, 0)) for name in names}
        write(file, json.dumps(ports))
        return ports


def write(path: Path, text: str) -> None:
    """Replace the file at once: nobody reads half of it."""
    draft = path.with_name(f"{path.name}.draft")
    draft.write_text(text)
    draft.replace(path)


def _free(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
