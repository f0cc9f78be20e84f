"""The `leadflow` command: finds the subcommand and runs it, loading nothing of the others."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Final, Protocol, cast

from leadflow.cli.failure import Failure
from leadflow.cli.terminal import guarded, harmless

COMMANDS: Final[Mapping[str, str]] = {
    "audit": "find leads that time has passed over, and mend them",
    "check": "say what is wrong with a model file",
    "crm": "compare the CRM with the model's map, and make its fields there",
    "deliveries": "list what became of each message, and why",
    "erase": "erase a lead from every store, or take one in again",
    "explain": "say why a lead's score is what it is",
    "export": "write out all that is kept of a lead",
    "import": "bring in leads, and what they did, from a CSV file",
    "leads": "list the leads with the highest scores, or those that rose most",
    "normalise": "show which activities a webhook's body becomes",
    "notify": "show each message of an automation as it would be sent",
    "pull": "read once all that the CRM knows",
    "recover": "bring back what a table has lost",
    "redrive": "put dead letters back into work",
    "replay": "show what a model file makes of recorded activities",
    "rescore": "judge all leads anew after a change of the model",
    "schema": "print the JSON Schema of the model file, for editors",
    "secret": "write a secret that the stack reads",
    "segment": "list who is in a segment, or count all segments and classes",
    "sources": "show each source's address, and how it has been doing",
    "split": "part a key from a lead, for ever",
    "status": "say whether a stack works, and what to do where it does not",
    "test": "run the cases beside a model file",
    "trace": "follow a webhook to the messages that it led to",
    "up": "start the local stack, or stop it",
    "void": "take an activity of a lead back",
    "who": "show which keys a lead is known by, and why",
}
"""Each subcommand, by the name of its module, and what it does."""

MODULES: Final = {"import": "importing"}
"""The module of a command whose name is a word of Python's."""

_INTERRUPTED: Final = 130
"""What a shell reports of a program that Ctrl-C ended: 128 + SIGINT."""


class Command(Protocol):
    """The module of a subcommand."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what the subcommand takes."""
        ...

    def run(self, arguments: Namespace) -> int:
        """Do it, and return the exit code: 0 fine, 1 the answer is no, 2 wrong usage. Raises Failure."""
        ...


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = sys.argv[1:] if words is None else list(words)
    parser = ArgumentParser(prog="leadflow", description="Score leads by what they do, and tell sales why.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if name in given[:1]:
            _module(name).add_arguments(subparser)
    arguments = parser.parse_args(given)
    return _run(_module(arguments.command), arguments)


def _module(name: str) -> Command:
    return cast("Command", import_module(f"leadflow.cli.{MODULES.get(name, name)}"))


def _run(command: Command, arguments: Namespace) -> int:
    try:
        with redirect_stdout(guarded(sys.stdout)):
            code = command.run(arguments)
            sys.stdout.flush()
    except Failure as failure:
        print(harmless(str(failure)), file=sys.stderr)
        return failure.code
    except BrokenPipeError:  # whoever reads our output has seen enough, and Python's last flush must not fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code
