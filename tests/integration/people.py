"""People with several keys in a stack that moto plays: what senders say of them is worked on as in the queue."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from leadflow.adapters import aws
from leadflow.adapters.tables.wakes import DynamoWakes
from leadflow.application.apply import Writer
from leadflow.application.evaluate import Evaluator
from leadflow.application.letter import Letter
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from tests.integration.stack import Stack
from tests.models import later
from tests.unit.application.joining import ADA, BO, NOW, SALES, merged, said, seen
from tests.unit.application.workbench import MemoryGrave, MemoryIntake

HISTORY: Final = (
    *(seen(f"page:{number}", anonymous_id="x") for number in range(2)),
    seen("form:1", "form.submitted", later(1), email=ADA, anonymous_id="x"),
    said("contact:1", "crm.contact.changed", later(2), email=ADA, crm_id="151"),
    said("contact:2", "crm.contact.changed", later(2), email="ade@a.example", crm_id="90"),
    merged("contact:3", "90", "151", later(3)),
    said("login:1", at=later(4), email=ADA, user_id="u1"),
    said("login:2", "product.login", later(5), user_id="u1"),
    said("phone:1", at=later(5), user_id="u1", anonymous_id="phone"),
    said("office:1", at=later(6), email=ADA, anonymous_id="office"),
    seen("office:2", at=later(6), email=BO, anonymous_id="office"),
    said("moved:1", at=later(6), email=ADA, user_id="u2"),
    said("moved:2", at=later(7), email=BO, user_id="u2"),
)
"""Ada has a browser, a phone, two records of which one was merged, an office computer with Bo, and an old login."""


def take(stack: Stack, *activities: Activity, now: Instant = NOW) -> None:
    """Let the stack take these in, one by one."""
    writer = Writer(SALES, stack.leads, stack.timeline, MemoryIntake())
    with ThreadPoolExecutor(1) as threads:
        wakes = DynamoWakes(aws.dynamodb(), "Leads")
        evaluator = Evaluator(writer, wakes, MemoryGrave(), repr, stack.key, threads, lambda: False)
        for each in activities:
            report = evaluator.evaluate([Letter("m", Parcel((each,)))], now)
            assert not report.reasons
            assert not report.returned
