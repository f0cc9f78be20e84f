"""A local stack in the background, as the command starts it, and the ways to end it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from leadflow.cli.stack import Running, occupied

ROOT = Path(__file__).parents[2]
MODEL = Path(__file__).parent / "leadflow.yaml"

PATIENCE = 60.0
LOOK = 0.05
NEWS = re.compile(r'"lead": \{"S": "([\w-]{22})"\}, "what": \{"S": "([^"]+)"\}')
"""In a snapshot, the key of an item of the outbox."""


@dataclass(frozen=True)
class End:
    """The stack ended, at this instant in microseconds; `remembered` are the ids of the news in what it left."""

    at: int
    remembered: frozenset[str]


class Background:
    """A stack whose folder is `home`; `ends` are all its ends so far, `running` is what it was when it came up last."""

    running: Running

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ends: list[End] = []

    @property
    def address(self) -> str:
        """Where senders post to, whether or not it is up."""
        return self.running.address

    def up(self) -> None:
        """Start it; it takes webhooks when this returns."""
        done = self.command("up", "--model", str(MODEL))
        told = self.home / "stack.json"
        if done.returncode or not told.exists():
            raise RuntimeError(f"the stack does not start: {done.stdout}{done.stderr}")
        self.running = Running(**json.loads(told.read_text()))

    def stop(self) -> None:
        """End it as an operator does."""
        self.command("up", "--stop")
        self._ended()

    def kill(self, pid: int) -> None:
        """End one of its processes on the spot, and see all of it end."""
        os.kill(pid, signal.SIGKILL)
        self._ended()

    def kill_in_snapshot(self) -> None:
        """End the emulator while it writes a snapshot, or after a while in which it wrote none."""
        draft, emulator = self.home / "snapshot.draft", self.emulator
        deadline = time.monotonic() + PATIENCE
        while not draft.exists() and time.monotonic() < deadline:
            time.sleep(0.0005)
        self.kill(emulator)

    @property
    def emulator(self) -> int:
        """The process of its emulator."""
        (pid,) = self.processes("local.emulator")
        return pid

    def start_and_kill(self, after: float) -> None:
        """Start it, and end it so many seconds after its process began, before or after it is up."""
        words = self._words("up", "--model", str(MODEL))
        quiet = subprocess.DEVNULL
        starting = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet)
        while not self.processes("local.background") and starting.poll() is None:
            time.sleep(LOOK)
        time.sleep(after)
        for pid in self.processes("local.background"):
            os.kill(pid, signal.SIGKILL)
        starting.wait(PATIENCE)
        self._ended()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What `leadflow` says to these words."""
        return subprocess.run(
            self._words(*words), cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True
        )

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "LEADFLOW_HOME": str(self.home)}

    def _words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "leadflow.cli", *words]

    def processes(self, word: str = "") -> list[int]:
        """What runs of it, oldest first; only those whose command holds the word."""
        ours = f"-m local\\..* {re.escape(str(self.home))}|{re.escape(str(self.home))}/temporary"
        found = subprocess.run(["ps", "-ewwo", "pid=,args="], check=True, capture_output=True, text=True).stdout
        lines = (line.split(maxsplit=1) for line in found.splitlines() if re.search(ours, line) and word in line)
        return sorted(int(pid) for pid, _ in lines)

    def functions(self) -> list[int]:
        """The processes in which functions run."""
        emulator = self.emulator
        found = subprocess.run(["ps", "-eo", "pid=,pgid="], check=True, capture_output=True, text=True).stdout
        pairs = (map(int, line.split()) for line in found.splitlines())
        return sorted(pid for pid, group in pairs if group == emulator and pid != emulator)

    def _ended(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while occupied(self.home) or self.processes():
            if time.monotonic() > deadline:
                raise RuntimeError(f"still there: {self.processes()}")
            time.sleep(LOOK)
        self.ends.append(End(time.time_ns() // 1000, remembered(self.home / "snapshot.json")))


def remembered(snapshot: Path) -> frozenset[str]:
    """The ids of the news that are in the snapshot."""
    text = snapshot.read_text() if snapshot.exists() else ""
    return frozenset(f"{lead}.{what}" for lead, what in NEWS.findall(text))
