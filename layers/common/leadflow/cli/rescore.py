"""`leadflow rescore`: judges the running stack's leads anew after a change of the model, or shows what would change."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from leadflow.application.recall import Recall
from leadflow.application.rescore import Foresight, Rescore
from leadflow.cli.failure import Failure
from leadflow.cli.foreseen import Changes
from leadflow.cli.model_file import model
from leadflow.cli.progress import Progress
from leadflow.cli.running import MODEL, Reached, add_stack, reached
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wording import counted

_Item = TypeVar("_Item")


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to do it or to foresee it, by which model, and whether anybody is to be told."""
    parser.add_argument("--dry-run", action="store_true", help="show who would enter and leave, and write nothing")
    parser.add_argument(
        "--model",
        type=Path,
        metavar="MODEL",
        help=f"with --dry-run: by this model file, before the stack has it; with --stack: its own (default: {MODEL})",
    )
    parser.add_argument("--announce", action="store_true", help="let automations act on what the model alone changes")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    add_stack(parser)


def run(arguments: Namespace) -> int:
    """Send the leads, or foresee what becomes of them. Raises Failure."""
    if arguments.model is not None and not (arguments.dry_run or arguments.stack):
        raise Failure("--model goes with --dry-run: leads are judged by the model that the stack was started with", 2)
    candidate = None if arguments.model is None else model(arguments.model)
    with reached(arguments.stack, arguments.model) as stack:
        if arguments.dry_run:
            return _foresee(stack, candidate or stack.model, arguments)
        return _send(stack, arguments)


def _foresee(stack: Reached, policy: LeadModel, arguments: Namespace) -> int:
    foresight = Foresight(policy, stack.stack.timeline, stack.now, arguments.announce)
    changes = Changes(as_json=arguments.json)
    for each in _shown("leads judged", foresight.of(stack.stack.everybody.states()), stack):
        for line in changes.add(each):
            print(line)
    for line in changes.summary(announce=arguments.announce):
        print(line)
    return 0


def _send(stack: Reached, arguments: Namespace) -> int:
    recall = Recall(stack.stack.intake, arguments.announce)
    rescore = Rescore(stack.model, recall)
    try:
        rescore.run(_shown("leads looked at", stack.stack.everybody.judged(), stack))
    except KeyboardInterrupt:
        print(
            f"broken off after {counted(recall.sent, 'lead')}; begun again, it goes on with the rest", file=sys.stderr
        )
        raise
    if arguments.json:
        print(json.dumps({"leads": rescore.seen, "sent": recall.sent, "messages": recall.messages}))
    else:
        print(*_told(rescore.seen, recall), sep="\n")
    return 0


def _shown(what: str, items: Iterable[_Item], stack: Reached) -> Iterator[_Item]:
    """The items, with a line on the terminal that says how far it is."""
    total = stack.stack.everybody.count()
    return Progress(sys.stderr).through(what, items, lambda count: count / total if total else 0.0)


def _told(seen: int, recall: Recall) -> Iterator[str]:
    if not recall.sent:
        yield f"All {counted(seen, 'lead')} are judged by this model already; nothing was sent."
        return
    told = f"{recall.sent:,} of {counted(seen, 'lead')}"
    yield f"Sent to be judged anew, in {counted(recall.messages, 'message')}: {told}."
    if recall.announce:
        yield "Automations act on what the new model changes."
    else:
        yield "Nobody is told of what the model alone changes."
    yield "`leadflow rescore --dry-run` counts those still to be judged; `leadflow explain EMAIL` shows one."
