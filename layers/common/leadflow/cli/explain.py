"""`leadflow explain`: why a lead of the running stack has its scores, and when that can change."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from leadflow.adapters import clock, compiled
from leadflow.adapters.deployed_leads import deployed_leads
from leadflow.application.explain import NobodyKnown, stored
from leadflow.application.ports import OutsideDown
from leadflow.cli.explanation import email, told, wanted
from leadflow.cli.failure import Failure
from leadflow.cli.stack import find, folder
from leadflow.domain.evaluation import Facts


def add_arguments(parser: ArgumentParser) -> None:
    """The lead, and what to tell of it."""
    parser.add_argument("email", metavar="EMAIL", help="the lead's email address")
    parser.add_argument("--score", metavar="NAME", help="only this score")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Print each score with everything that makes it. Raises Failure."""
    lead = email(arguments.email)
    facts = _facts(lead)
    print(*told(lead, facts, wanted(facts.model, arguments.score), as_json=arguments.json), sep="\n")
    return 0


def _facts(lead: str) -> Facts:
    """The lead as the running stack knows it."""
    running, home = find(Path.cwd()), folder(Path.cwd())
    if running is None:
        raise Failure("no stack is up: `leadflow up` starts one")
    leads, key = deployed_leads(running.deployment, running.outputs)
    try:
        return stored(leads, key.secret, compiled.at(home / "leadflow_model.py"), lead, clock.now(home / "clock"))
    except NobodyKnown as error:
        raise Failure(f"{lead}: no lead of the stack has this address") from error
    except OutsideDown as error:
        raise Failure(f"the stack does not answer: {error}") from error
