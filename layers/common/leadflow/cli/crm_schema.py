"""The CRM's own schema, as commands ask for it."""

import sys

from leadflow.adapters import clock
from leadflow.adapters.compiled import NotCompiled
from leadflow.adapters.deployment import NotReachable
from leadflow.application.crm_calls import Calls
from leadflow.application.crm_schema import elsewhere, schema
from leadflow.cli.countdown import Countdown
from leadflow.cli.crm_access import answering, calls, mapped
from leadflow.cli.crm_model import Written
from leadflow.cli.failure import Failure
from leadflow.cli.secret import deployment
from leadflow.model.crm_needs import needs
from leadflow.model.crm_schema import Schema, named


def schema_of(found: Written, stack: str | None) -> tuple[Calls, Schema]:
    """The way to the model's CRM, and its fields: of what the map speaks of, and where one is missing, of all it shows.

    The CRM's secret is that of the stack of this name on AWS, or of the local one. Raises Failure.
    """
    objects = [field.on for field in mapped(found.model).fields.values()]
    try:
        speaking = calls(found.model, deployment(stack), clock.now, Countdown(sys.stderr, "Ctrl-C stops"))
    except (NotCompiled, NotReachable) as error:
        raise Failure(f"the stack does not answer: {error}") from error
    with answering(speaking):
        there = schema(speaking, objects)
        if any(named(need, there) is None for need in needs(found.file)):
            there = {**there, **elsewhere(speaking, there.keys())}
    return speaking, there
