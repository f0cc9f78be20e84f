"""`leadflow secret`: writes the secrets that CloudFormation cannot, without ever showing them."""

import sys
from argparse import ArgumentParser, Namespace
from getpass import getpass
from pathlib import Path
from typing import Final

from leadflow.adapters.deployment import Deployment, Direction, NotReachable
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.stack import find
from leadflow.domain.lead_model import LeadModel

LOCAL_STACK: Final = "the local stack"


def add_arguments(parser: ArgumentParser) -> None:
    """The secret, and where it goes; never its value, which other people's `ps` would show."""
    parser.add_argument("action", choices=["set"], help="set: read the value from standard input, or ask for it")
    parser.add_argument("name", metavar="NAME", help="the secret's name in the model file")
    parser.add_argument("--stack", metavar="STACK", help="the stack on AWS (default: the local one that is up)")
    parser.add_argument("--model", type=Path, default=Path("leadflow.yaml"), metavar="MODEL", help="the model file")
    parser.add_argument("--out", action="store_true", help="it is a channel's, where a source has one of that name too")
    parser.add_argument(
        "--keep", action="store_true", help="accept the present value beside the new one, to change it in peace"
    )


def run(arguments: Namespace) -> int:
    """Write the secret. Raises Failure."""
    direction = way(model(arguments.model), arguments.name, out=arguments.out)
    target = deployment(arguments.stack)
    value = read()
    try:
        if arguments.keep and (present := target.value(direction, arguments.name)):
            value = f"{value}\n{present.splitlines()[0]}"
        target.put(direction, arguments.name, value)
    except NotReachable as error:
        raise Failure(f"the secret was not written: {error}") from error
    place = f"stack {arguments.stack}" if arguments.stack else LOCAL_STACK
    print(f"{arguments.name} is set in {place}; within five minutes every function uses it")
    return 0


def way(policy: LeadModel, name: str, *, out: bool) -> Direction:
    """Which way the secret of that name works. Raises Failure where the model has none."""
    incoming = {sender.secret for sender in policy.senders.values()}
    outgoing = {channel.secret for channel in policy.channels.values()}
    if name in outgoing and (out or name not in incoming):
        return Direction.OUT
    if name in incoming and not out:
        return Direction.IN
    known = ", ".join(sorted(outgoing if out else incoming | outgoing))
    raise Failure(f"the model names no secret {name}; it names {known or 'none'}", code=2)


def deployment(stack: str | None) -> Deployment:
    """The stack of that name on AWS, or the local one. Raises Failure where that is not up."""
    if stack:
        return Deployment(stack)
    if running := find(Path.cwd()):
        return running.deployment
    raise Failure("no local stack is up: start it with `leadflow up`, or name the one on AWS with --stack", code=2)


def read() -> str:
    """The value, from standard input or from whoever sits at the terminal. Raises Failure where it is empty."""
    value = getpass("Value: ") if sys.stdin.isatty() else sys.stdin.read()
    if not value.strip():
        raise Failure("the value is empty", code=2)
    return value.strip()
