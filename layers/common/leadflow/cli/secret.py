"""`leadflow secret`: writes the secrets that CloudFormation cannot, without ever showing those that are not ours."""

import getpass
import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from leadflow.adapters.deployment import Deployment, Direction, NotReachable
from leadflow.adapters.secrets import lines
from leadflow.adapters.sources import source
from leadflow.application.secret_names import incoming, outgoing
from leadflow.cli.endpoint import endpoint, is_endpoint, key
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.cli.stack import find
from leadflow.domain.lead_model import LeadModel

LOCAL_STACK: Final = "the local stack"
BYTES: Final = 32
PEM: Final = "-----"
"""What the first and the last line of a key in PEM begin with."""


def add_arguments(parser: ArgumentParser) -> None:
    """The secret, and where it goes; never its value, which other people's `ps` would show."""
    parser.add_argument(
        "action",
        choices=["set", "make", "rotate"],
        help="set: read the value from standard input, or ask for it; make: make one up and show it once; "
        "rotate: a new one, made up or read, beside those that there are, which go on being accepted",
    )
    parser.add_argument("name", metavar="NAME", help="the secret's name in the model file")
    parser.add_argument("--stack", metavar="STACK", help="the stack on AWS (default: the local one that is up)")
    parser.add_argument("--model", type=Path, default=Path("leadflow.yaml"), metavar="MODEL", help="the model file")
    parser.add_argument("--out", action="store_true", help="it is a channel's, where a source has one of that name too")
    parser.add_argument("--finish", action="store_true", help="with rotate: from now on only the new one is accepted")


def run(arguments: Namespace) -> int:
    """Write the secret. Raises Failure."""
    policy = model(arguments.model)
    direction = way(policy, arguments.name, out=arguments.out)
    target = deployment(arguments.stack)
    posted = direction is Direction.OUT and is_endpoint(policy, arguments.name)
    try:
        present = lines(target.value(direction, arguments.name) or "")
        made_up = direction is Direction.IN and ours(policy, arguments.name)
        ask = (lambda: endpoint(read())) if posted else read
        accepted = _accepted(arguments, policy, present, ask, made_up=made_up)
        target.put(direction, arguments.name, "\n".join(accepted))
    except NotReachable as error:
        raise Failure(f"the secret was not written: {error}") from error
    if made_up and arguments.action != "set" and not arguments.finish:
        print(accepted[0])  # shown this once: its sender has to be told it
    if posted and not arguments.finish:
        print(key(accepted[0]))  # its receiver verifies with it
    _tell(arguments, policy, len(accepted))
    return 0


def way(policy: LeadModel, name: str, *, out: bool) -> Direction:
    """Which way the secret of that name works. Raises Failure where the model has none."""
    if name in outgoing(policy) and (out or name not in incoming(policy)):
        return Direction.OUT
    if name in incoming(policy) and not out:
        return Direction.IN
    known = ", ".join(sorted(outgoing(policy) if out else {*incoming(policy), *outgoing(policy)}))
    raise Failure(f"the model names no secret {name}; it names {known or 'none'}", code=2)


def deployment(stack: str | None) -> Deployment:
    """The stack of that name on AWS, or the local one. Raises Failure where that is not up."""
    if stack:
        return Deployment(stack)
    if running := find(Path.cwd()):
        return running.deployment
    raise Failure("no local stack is up: start it with `leadflow up`, or name the one on AWS with --stack", code=2)


def ours(policy: LeadModel, name: str) -> bool:
    """Whether the secret is one that we make up: then the sender is told it, and not we."""
    senders = policy.senders.values()
    schemes = [source(sender.kind).SIGNATURE for sender in senders if sender.secret == name]
    return all(scheme.ours for scheme in schemes) and (
        bool(schemes) or any(sender.verify == name for sender in senders)
    )


def read() -> str:
    """The value, from standard input or from whoever sits at the terminal; a key in PEM becomes its one line of base64.

    Raises Failure where there is none, or more than one: of several lines each is accepted by itself.
    """
    found = lines(_typed() if sys.stdin.isatty() else _piped())
    if found and found[0].startswith(PEM):
        found = ["".join(line for line in found if not line.startswith(PEM))]
    if not any(found):
        raise Failure("the value is empty", code=2)
    if len(found) > 1:
        raise Failure("the value has to be one line: of several, each would be accepted by itself", code=2)
    return found[0]


def _piped() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise Failure("the value is no text: UTF-8 is needed, a key as PEM or in base64", code=2) from error


def _typed() -> str:
    typed = [getpass.getpass("Value: ")]
    while typed[0].startswith(PEM) and (len(typed) == 1 or not typed[-1].startswith(PEM)):
        typed.append(getpass.getpass(""))
    return "\n".join(typed)


def _accepted(
    arguments: Namespace, policy: LeadModel, present: Sequence[str], ask: Callable[[], str], *, made_up: bool
) -> Sequence[str]:
    """The values that are to be accepted, the current one first. Raises Failure.

    A rotation that was not finished may have told nobody yet, so the next one drops none of those that were there.
    """
    name = arguments.name
    if arguments.finish and arguments.action != "rotate":
        raise Failure("--finish goes with rotate only", code=2)
    match arguments.action:
        case "set":
            return [ask()]
        case "make" if not made_up:
            raise Failure(f"{name} is not ours to make up: its provider shows it; use `set`", code=2)
        case "make" if present:
            raise Failure(f"{name} is there already; `rotate` changes it without a gap", code=2)
        case "rotate" if not present:
            raise Failure(f"there is no {name} to rotate yet; `{'make' if made_up else 'set'}` it", code=2)
        case "rotate" if arguments.finish:
            return present[:1]
    return [_made_up(policy, name) if made_up else ask(), *present]


def _made_up(policy: LeadModel, name: str) -> str:
    seed = secrets.token_bytes(BYTES)
    kinds = [sender.kind for sender in policy.senders.values() if sender.secret == name]
    return source(kinds[0]).SIGNATURE.pair(seed).verifying if kinds else seed.hex()


def _tell(arguments: Namespace, policy: LeadModel, accepted: int) -> None:
    place = f"stack {arguments.stack}" if arguments.stack else LOCAL_STACK
    print(f"{arguments.name} is set in {place}; within five minutes every function uses it", file=sys.stderr)
    users = [sender.name for sender in policy.senders.values() if arguments.name in (sender.secret, sender.verify)]
    if users:
        print(f"`leadflow sources` says where {' and '.join(users)} needs it", file=sys.stderr)
    if accepted > 1:
        before = "the one before is" if accepted - 1 == 1 else f"the {accepted - 1} before are"
        print(f"{before} accepted too, until `leadflow secret rotate {arguments.name} --finish`", file=sys.stderr)
