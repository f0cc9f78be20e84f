"""The emulated AWS as the stack sees it: a child process that it starts, tells what to do, and ends."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from leadflow.domain.json import Json
from local.clients import CREDENTIALS, Clients

ROOT: Final = Path(__file__).parents[1]
INHERITED: Final = ("HOME", "LANG", "LC_ALL", "PATH", "TZ")


class EmulatorFailed(Exception):
    """The emulator did not do what it was told, or is gone."""


class Aws:
    """The emulator on one port of this machine, its state in one snapshot file under `home`.

    `environment` reaches the functions: what they are told there, beside what the template tells them.
    """

    def __init__(self, home: Path, port: int, log: IO[str], environment: Mapping[str, str]) -> None:
        self._snapshot = home / "snapshot.json"
        self._temporary = home / "temporary"
        self._code = home / "emulator"
        self._talk = threading.Lock()
        self.endpoint = f"http://127.0.0.1:{port}"
        self.clients = Clients(self.endpoint)
        sweep(str(self._temporary), str(self._snapshot))
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(parents=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local.emulator", str(port), str(self._snapshot)],
            cwd=ROOT,
            env={**self._environment(port), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            process_group=0,
        )

    def _environment(self, port: int) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": self.endpoint,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_REGION": CREDENTIALS["AWS_DEFAULT_REGION"],
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "STATE_DIR": str(self._code),  # where else all emulators of a machine would share it
            "TMPDIR": str(self._temporary),
        }

    def wait(self) -> None:
        """Return when it answers and has its state back. Raises EmulatorFailed."""
        self._hear("ready")

    def snapshot(self) -> None:
        """Put its state into the file. Raises EmulatorFailed."""
        self._tell("snapshot")

    def advance(self, seconds: float) -> None:
        """Bring delayed messages forward. Raises EmulatorFailed."""
        self._tell(f"advance {seconds}")

    def publish(self, event: Mapping[str, Json]) -> None:
        """Put on the default bus what a service of AWS says, in the form of EventBridge. Raises EmulatorFailed."""
        self._tell(f"publish {json.dumps(event)}")

    def poll(self) -> None:
        """Let it bring the queues' messages to their functions. Raises EmulatorFailed."""
        self._tell("poll")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End it with all that it started; what is not in the snapshot is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # it may be dead and what it started not
        self._process.communicate()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _tell(self, command: str) -> None:
        with self._talk:
            if self._process.stdin is None:
                raise EmulatorFailed("the emulator cannot be spoken to")
            try:
                self._process.stdin.write(f"{command}\n")
                self._process.stdin.flush()
            except OSError as error:
                raise EmulatorFailed("the emulator is gone; the stack's log says why") from error
            self._hear("done")

    def _hear(self, expected: str) -> None:
        answer = self._process.stdout.readline().strip() if self._process.stdout else ""
        if answer != expected:
            raise EmulatorFailed(answer or "the emulator is gone; the stack's log says why")


def sweep(*places: str) -> None:
    """End what a killed emulator left running: a function in the middle of its work would go on in the next one."""
    found = subprocess.run(["ps", "-ewwo", "pid=,args="], check=True, capture_output=True, text=True).stdout
    for line in found.splitlines():
        pid, _, words = line.strip().partition(" ")
        if any(place in words for place in places):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
