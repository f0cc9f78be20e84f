"""What each function loads before its first event: time, modules and memory, each in processes of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypedDict

from leadflow.domain.json import Json
from local.build import COMMON, MODEL, ROOT, compile_model
from local.clients import CREDENTIALS
from local.embedded import TABLES

QUEUES: Final = ("INTAKE_QUEUE", "INTAKE_DEAD_LETTERS", "ACTIONS_QUEUE", "ACTIONS_DEAD_LETTERS")

ROUNDS: Final = 9

FUNCTIONS: Final = ("receive", "relay", "evaluate", "wake", "react", "deliver")

STACK: Final = "boto3 + powertools + pydantic"
"""What functions in Python usually load, with a client of both services that `receive` calls, and one model."""

GOAL: Final = 0.5
"""`receive` takes at most this share of the usual stack's time."""

USUAL: Final = """
import boto3
from aws_lambda_powertools import Logger, Metrics
from pydantic import BaseModel
class Webhook(BaseModel):
    email: str
    event: str
    timestamp: int
Webhook(email="ada@nordlys.example", event="click", timestamp=1)
logger, metrics = Logger(), Metrics(namespace="Leadflow")
sqs, ssm = boto3.client("sqs"), boto3.client("ssm")
"""

PROBE: Final = """
import json, sys, time
before, began = len(sys.modules), time.process_time()
{body}
taken = time.process_time() - began
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
names = sorted(sys.modules)
print(json.dumps(dict(seconds=taken, modules=len(names) - before, megabytes=peak, names=names)))
"""
"""Of processor time and not of the clock, since others work on this machine, too. The peak is the process's own: what
`getrusage` tells begins with that of the process which has started it."""


ENVIRONMENT: Final = {
    **{f"{name.upper()}_TABLE": name for name in TABLES},
    **{f"{name}_URL": "http://localhost/queue" for name in QUEUES},
    **CREDENTIALS,
    "AWS_LAMBDA_FUNCTION_NAME": "cold",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "cold",
    "SECRETS_PATH": "/leadflow/cold",
    "LEAD_KEY_ARN": "key",
    "BUS": "bus",
    "MODE": "observe",
    "TIMELINE_DAYS": "800",
}
"""What a function finds on Lambda: there it makes all its parts before its first event."""


class Told(TypedDict):
    """What a process says of itself."""

    seconds: float
    modules: int
    megabytes: float
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Start:
    """A cold start: milliseconds of a processor at the quickest, modules loaded, and megabytes that it peaked at."""

    name: str
    milliseconds: float
    modules: int
    megabytes: float
    names: Sequence[str] = field(repr=False)

    def loads(self, name: str) -> bool:
        """Whether the module, or one inside it, is among those loaded."""
        return any(each == name or each.startswith(f"{name}.") for each in self.names)


@dataclass(frozen=True, slots=True)
class Starts:
    """The functions' starts, and the usual stack's in the same run."""

    functions: Sequence[Start]
    usual: Start

    @property
    def share(self) -> float:
        """Of the usual stack's time, what `receive` takes."""
        return self.functions[0].milliseconds / self.usual.milliseconds

    @property
    def met(self) -> bool:
        return self.share <= GOAL

    def document(self) -> Json:
        """Both, without the names of modules."""
        return {
            each.name: {"milliseconds": each.milliseconds, "modules": each.modules, "megabytes": each.megabytes}
            for each in (*self.functions, self.usual)
        }


def starts(rounds: int = ROUNDS) -> Starts:
    """Measure all in turns, so that whatever else the machine does meets them alike."""
    with TemporaryDirectory() as folder:
        compile_model(MODEL, Path(folder, "leadflow_model.py"))
        places = [folder, str(COMMON)]
        asked = {name: _probe("import app\n", [*places, str(ROOT / "functions" / name)]) for name in FUNCTIONS}
        asked[STACK] = _probe(USUAL, [])
        runs = [{name: probe() for name, probe in asked.items()} for _ in range(rounds)]
    found = [_start(name, [run[name] for run in runs]) for name in asked]
    return Starts(found[:-1], found[-1])


def _probe(body: str, places: Sequence[str]) -> Callable[[], Told]:
    """A process that runs it and says what it took."""
    code = PROBE.format(body=body)
    environment = {**ENVIRONMENT, "PYTHONPATH": ":".join(places)}

    def run() -> Told:
        words = [sys.executable, "-c", code]
        done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own code
        told: Told = json.loads(done.stdout.splitlines()[-1])
        return told

    return run


def _start(name: str, runs: Sequence[Told]) -> Start:
    quickest = min(runs, key=lambda run: run["seconds"])
    return Start(name, quickest["seconds"] * 1_000, quickest["modules"], quickest["megabytes"], quickest["names"])
