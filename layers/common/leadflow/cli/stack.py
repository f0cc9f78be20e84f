"""How a command finds the local stack that is running."""

import fcntl
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadflow.adapters.deployment import Deployment
from leadflow.adapters.settings import Settings

FOLDER: Final = ".leadflow"
HOME: Final = "LEADFLOW_HOME"
"""The variable that names the folder of a stack that lives elsewhere."""

KEY: Final = "test"
"""Whatever stands here, the stack's AWS takes it for an access key."""


@dataclass(frozen=True, slots=True)
class Running:
    """A local stack that is up.

    `address` is where senders post to, `sink` where its stand-in for Slack listens, `sinks` (host:port, by commas) are
    all its stand-ins for the world outside, `endpoint` is its AWS; `outputs` are the template's.
    """

    pid: int
    address: str
    sink: str
    sinks: str
    endpoint: str
    region: str
    stack: str
    outputs: Mapping[str, str]

    @property
    def deployment(self) -> Deployment:
        """The stack as a deployment."""
        return Deployment(self.stack, self.endpoint, self.region, KEY)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a function of the stack is told, by variable: its AWS, its tables, queues and keys."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": KEY,
            **{_variable(name): value for name, value in self.outputs.items()},
        }


def find(start: Path) -> Running | None:
    """The stack of this folder, or of the nearest one above it that has one; None where none is up."""
    home = folder(start)
    told = home / "stack.json"
    if not occupied(home) or not told.exists():
        return None
    return Running(**json.loads(told.read_text()))


def folder(start: Path) -> Path:
    """Where the stack keeps what it knows, whether or not it is up."""
    if named := Settings.from_environment().values.get(HOME):
        return Path(named)
    places = [place / FOLDER for place in (start, *start.parents)]
    return next((place for place in places if place.is_dir()), places[0])


def occupied(home: Path) -> bool:
    """Whether a stack lives in the folder: it holds a lock there, which ends with it, however it ends."""
    lock = home / "lock"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _variable(output: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in output).lstrip("_").upper()
