"""A stack on which a design stands: the same template, queues, tables and stream, with its functions."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.lag_calls import Calls, Trail
from bench.lag_post import Arrivals, Post, Trip
from leadflow.domain.instant import SECOND, Duration
from local.provision import ROOT
from local.stack import Stack

HERE: Final = Path(__file__).parent

OURS: Final = "Leadflow"
PASSING: Final = "Passing on"
DESIGNS: Final = (OURS, PASSING)
"""The product, and functions that stand where its functions do and do nothing but pass on what they are given."""

WAY: Final = "HTTP, function, SQS, function, stream, function, SQS, function, HTTP"

WARM: Final = 8
"""Webhooks by which the emulator has started as many processes as a steady load needs."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stack that runs, and whoever posts to it."""

    stack: Stack
    post: Post
    trail: Trail

    def warm(self) -> None:
        """Send what nobody looks at. Raises NotArrived."""
        self.send("warm", WARM, Duration(SECOND // 4))

    def send(self, name: str, webhooks: int, pause: Duration) -> Sequence[Trip]:
        """Send so many, one after each pause, and wait for their messages. Raises NotArrived."""
        return self.post.send(name, webhooks, pause)

    def calls(self, webhooks: int) -> Calls:
        """The calls that a webhook leads to: by the middle one of so many. Raises NotArrived."""
        with self.trail.recording():
            return Calls.middle([self._counted(number) for number in range(webhooks)])

    def _counted(self, number: int) -> Calls:
        """Of a webhook of its own name: letters alone tell it from others."""
        (trip,) = self.send(f"counted{'abcdefgh'[number]}", 1, Duration(0))
        return self.trail.of(trip)


@contextmanager
def stage(design: str) -> Iterator[Stage]:
    """The design, until the end of the block."""
    arrivals = Arrivals()
    with TemporaryDirectory() as folder:
        functions = ROOT / "functions" if design == OURS else _passing(Path(folder, "functions"))
        with Stack(Path(folder, "stack"), HERE / "lag.yaml", functions=functions, show=arrivals.show) as stack:
            post = Post(f"{stack.address}/hooks/contact/{stack.secrets['contact']}", arrivals)
            yield Stage(stack, post, Trail(stack.clients.endpoint))


def _passing(folder: Path) -> Path:
    """The product's functions, those on the way replaced."""
    shutil.copytree(ROOT / "functions", folder)
    for each in (HERE / "onward").glob("[a-z]*.py"):
        shutil.copy(each, folder / each.stem / "app.py")
    return folder
