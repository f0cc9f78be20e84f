"""The local stack that is up, for commands that ask it something or tell it something."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leadflow.adapters import clock, compiled
from leadflow.adapters.compiled import NotCompiled
from leadflow.adapters.deployed import Deployed, deployed
from leadflow.application.archive import Archive, NobodyKnown
from leadflow.application.ports import OutsideDown
from leadflow.cli.failure import Failure
from leadflow.cli.stack import find, folder
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel


@dataclass(frozen=True, slots=True)
class Reached:
    """The stack, the model that it judges by, and what its clock shows."""

    stack: Deployed
    model: LeadModel
    now: Instant

    @property
    def archive(self) -> Archive:
        """What it keeps of its leads. Raises OutsideDown."""
        return Archive(self.stack.leads, self.stack.timeline, self.stack.key.secret, self.model)


@contextmanager
def reached() -> Iterator[Reached]:
    """The stack that is up. Raises Failure where none is, and where it stops answering on the way."""
    running, home = find(Path.cwd()), folder(Path.cwd())
    if running is None:
        raise Failure("no stack is up: `leadflow up` starts one")
    try:
        model = compiled.at(home / "leadflow_model.py")
        yield Reached(deployed(running.deployment, running.outputs), model, clock.now(home / "clock"))
    except NobodyKnown as error:
        raise Failure(str(error)) from error
    except (OutsideDown, NotCompiled) as error:
        raise Failure(f"the stack does not answer: {error}") from error
