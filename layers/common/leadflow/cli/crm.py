"""`leadflow crm`: compares the model's map with the CRM, makes fields there, and lists what the two disagree about."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from leadflow.cli import crm_check, crm_conflicts, crm_setup
from leadflow.cli.running import MODEL, add_model, add_stack

_ACTIONS = {"check": crm_check.run, "conflicts": crm_conflicts.run, "setup": crm_setup.run}


def add_arguments(parser: ArgumentParser) -> None:
    """What is to be done, each with words of its own."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="show the map beside the CRM's own fields, and what does not fit")
    _add_file(check)
    check.add_argument("--json", action="store_true", help="print one JSON object")
    setup = actions.add_parser("setup", help="make the fields in the CRM that the map needs, showing first which")
    _add_file(setup)
    setup.add_argument("--yes", action="store_true", help="do it without asking")
    conflicts = actions.add_parser("conflicts", help="list leads of whom the CRM says something else than we know")
    conflicts.add_argument("--json", action="store_true", help="print JSON lines")
    add_stack(conflicts)
    add_model(conflicts)


def run(arguments: Namespace) -> int:
    """Do it. Raises Failure."""
    return _ACTIONS[arguments.action](arguments)


def _add_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "model", type=Path, nargs="?", default=MODEL, metavar="MODEL", help=f"the model file (default: {MODEL})"
    )
    add_stack(parser)
