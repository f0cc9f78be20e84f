"""A new model: containers that begin with it, and leads that are sent to be judged by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.application.ports import Parcel
from leadflow.application.recall import Recall
from leadflow.application.rescore import Rescore
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration
from tests.torture import traffic
from tests.torture.models import compiled
from tests.torture.world import World


def deploy(world: World) -> None:
    """From now on containers begin with another model; those at work end theirs with the old one."""
    world.model, world.rejudged = "changed", True
    for containers in world.functions.values():
        for each in containers:
            each.retire()


def rescore(world: World) -> None:
    """As the command does it."""
    judged = [
        (LeadId(each["lead"]["S"]), str(each["model"]["S"]))
        for each in world.cloud.dynamodb.tables["Leads"].items.values()
        if "version" in each and "joined" not in each
    ]
    Rescore(compiled(world.model), Recall(Direct(world))).run(judged)


@dataclass(frozen=True)
class Direct:
    """The queue, as the command has it."""

    world: World

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        for each in parcels:
            self.world.cloud.sqs.put(self.world.intake, traffic.wakes(each.wakes))

    def waiting(self) -> int:
        return 0
