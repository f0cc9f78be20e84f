"""`leadflow crm setup`: makes the fields in the CRM that the model's map needs, showing first which."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

from leadflow.application.channel import RefusedForGood
from leadflow.application.crm_calls import Calls
from leadflow.application.crm_schema import create, schema
from leadflow.cli.crm_access import answering
from leadflow.cli.crm_model import written
from leadflow.cli.crm_schema import schema_of
from leadflow.cli.failure import Failure
from leadflow.cli.table import table
from leadflow.domain.wording import clean, counted
from leadflow.model.crm_schema import alike
from leadflow.model.crm_setup import Creation, LeftOut, Plan, plan

_UNSEEN = "it cannot be seen yet: the secret may need the right to read it"


def run(arguments: Namespace) -> int:
    """Show what is missing, and make it; 1 where something is left out. Raises Failure."""
    found = written(arguments.model)
    speaking, there = schema_of(found, arguments.stack)
    planned = plan(found.file, there)
    print(*_shown(planned, speaking.sender.kind), sep="\n")
    if planned.creations:
        if not arguments.yes and not _agreed(len(planned.creations), speaking.sender.kind):
            print("Nothing was made.")
            return 1
        with answering(speaking):
            fine = _make(speaking, planned.creations)
        return 1 if planned.left_out or not fine else 0
    return 1 if planned.left_out else 0


def _shown(planned: Plan, provider: str) -> Iterator[str]:
    if not planned.creations and not planned.left_out:
        yield f"{provider} has every field of the map ({planned.there}); there is nothing to make."
    if planned.creations:
        yield f"To be made in {provider}:"
        yield from table([_cells(each) for each in planned.creations])
    for each in planned.left_out:
        yield _left_out(each, provider)


def _cells(each: Creation) -> Sequence[str]:
    choices = f"with {', '.join(each.field.choices)}" if each.field.choices else ""
    return str(each.on), each.field.name, str(each.field.kind), f"“{each.field.label}”", f"for {each.term}", choices


def _left_out(each: LeftOut, provider: str) -> str:
    return f"Not made: {each.name} of the {each.on}, for {each.term}, which {provider} does not have; {each.why}"


def _agreed(count: int, provider: str) -> bool:
    """Whether a person says yes. Raises Failure where there is none to ask."""
    if not sys.stdin.isatty():
        raise Failure("nobody is there to ask: --yes makes them", 2)
    return input(f"Make {counted(count, 'field')} in {provider}? [y/N] ").strip().lower() in ("y", "yes")


def _make(speaking: Calls, creations: Sequence[Creation]) -> bool:
    """Make them, and see that each is there under the name that the map has for it; whether none was refused."""
    provider = speaking.sender.kind
    made = [each for each in creations if _made(speaking, each)]
    now = schema(speaking, [each.on for each in made])
    for each in made:
        if any(field.name == each.field.name for field in now[each.on]):
            print(f"made: {each.field.name} of the {each.on}")
        else:
            there = alike(now, each.on, each.field)
            told = f"it is called {there.name} there: write that into the model" if there else _UNSEEN
            print(f"made: {each.field.name} of the {each.on}; {told}")
    print(f"`leadflow crm check` compares the whole map with {provider}.")
    return made == list(creations)


def _made(speaking: Calls, each: Creation) -> bool:
    try:
        create(speaking, each.on, each.field)
    except RefusedForGood as error:
        reason = clean(error.reason, 300)
        print(
            f"Not made: {each.field.name} of the {each.on}, for {each.term}: {speaking.sender.kind} refuses: {reason}"
        )
        return False
    return True
