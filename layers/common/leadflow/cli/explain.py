"""`leadflow explain`: why a lead of the running stack has its scores, and when that can change."""

from argparse import ArgumentParser, Namespace

from leadflow.cli.explanation import email, told, wanted
from leadflow.cli.naming import follow
from leadflow.cli.replay import instant
from leadflow.cli.running import add_model, add_stack, reached


def add_arguments(parser: ArgumentParser) -> None:
    """The lead, and what to tell of it."""
    parser.add_argument("email", metavar="EMAIL", help="the lead's email address")
    parser.add_argument("--at", type=instant, metavar="T", help="the instant, past or to come (default: now)")
    parser.add_argument("--score", metavar="NAME", help="only this score")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Print each score with everything that makes it. Raises Failure."""
    lead = email(arguments.email)
    with reached(arguments.stack, arguments.model) as stack:
        scores = wanted(stack.model, arguments.score)
        archive = stack.archive
        follow(archive, lead)
        facts = archive.now(lead, stack.now) if arguments.at is None else archive.at(lead, arguments.at, stack.now)
        said = archive.said(lead, facts)
    print(*told(lead, facts, scores, as_json=arguments.json, said=said), sep="\n")
    return 0
