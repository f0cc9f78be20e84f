"""What is done in a CRM, by the kind of action that asks for it."""

from collections.abc import Mapping

from leadflow.application.crm_reach import Ways
from leadflow.application.crm_task import Tasking
from leadflow.application.job import Deed
from leadflow.application.ports import Intake
from leadflow.application.upsert import Upserting
from leadflow.domain.automation import Action, Task, Upsert


def crm_deeds(ways: Ways, intake: Intake) -> Mapping[type[Action], Deed]:
    """Who does the jobs of `crm: upsert` and `crm: task`; what an upsert finds out is told to the intake."""
    return {Upsert: Upserting(ways, intake), Task: Tasking(ways)}
