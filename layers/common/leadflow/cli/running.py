"""The stack that a command asks or tells something: the local one that is up, or one on AWS."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadflow.adapters import clock, compiled
from leadflow.adapters.compiled import NotCompiled
from leadflow.adapters.deployed import Deployed, deployed
from leadflow.adapters.deployment import Deployment, NotReachable
from leadflow.adapters.tables.canary import WrongKey
from leadflow.application.archive import Archive, NobodyKnown
from leadflow.application.erase import Eraser
from leadflow.application.listing import Lister
from leadflow.application.ports import OutsideDown
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.stack import find, folder
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel

MODEL: Final = Path("leadflow.yaml")


@dataclass(frozen=True, slots=True)
class Reached:
    """The stack, the model that it judges by, what its clock shows, and the address below which senders post."""

    stack: Deployed
    model: LeadModel
    now: Instant
    deployment: Deployment
    address: str

    @property
    def archive(self) -> Archive:
        """What it keeps of its leads. Raises OutsideDown."""
        return Archive(self.stack.leads, self.stack.timeline, self.stack.key.secret, self.model)

    @property
    def eraser(self) -> Eraser:
        """What finds and erases all that it keeps of leads. Raises OutsideDown."""
        stack = self.stack
        return Eraser(
            self.archive, Lister(stack.leads, stack.lists()), stack.keepers(list(self.model.senders), self.now)
        )


def add_stack(parser: ArgumentParser) -> None:
    """Which stack is meant."""
    parser.add_argument("--stack", metavar="STACK", help="the stack on AWS (default: the local one that is up)")


def add_model(parser: ArgumentParser) -> None:
    """By which model a stack on AWS judges: it cannot be asked."""
    parser.add_argument("--model", type=Path, metavar="MODEL", help=f"with --stack: its model file (default: {MODEL})")


@contextmanager
def reached(stack: str | None = None, written: Path | None = None) -> Iterator[Reached]:
    """The stack of that name on AWS, whose model file is given, or the local one that is up.

    Raises Failure where there is none, and where it stops answering on the way.
    """
    try:
        yield _local() if stack is None else _on_aws(Deployment(stack), written or MODEL)
    except (NobodyKnown, WrongKey) as error:
        raise Failure(str(error)) from error
    except (OutsideDown, NotCompiled, NotReachable) as error:
        raise Failure(f"the stack does not answer: {error}") from error


def _local() -> Reached:
    running, home = find(Path.cwd()), folder(Path.cwd())
    if running is None:
        raise Failure("no stack is up: `leadflow up` starts one, --stack names one on AWS")
    policy = compiled.at(home / "leadflow_model.py")
    stack = deployed(running.deployment, running.outputs)
    return Reached(stack, policy, clock.now(home / "clock"), running.deployment, running.address)


def _on_aws(deployment: Deployment, written: Path) -> Reached:
    policy, outputs = model(written), deployment.outputs()
    return Reached(deployed(deployment, outputs), policy, clock.now(), deployment, outputs["Address"])
