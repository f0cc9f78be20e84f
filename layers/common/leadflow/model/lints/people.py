"""People to whom no lead goes, and leads that go to nobody whom the team knows."""

from collections.abc import Iterator

from leadflow.domain.automation import Whose
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place, instead


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Where rules, the team and what waits for it do not meet."""
    if file.routing and not any(each.assigns for each in file.automations.values()):
        yield ("routing",), "nothing gives a lead an owner by it: write `assign: routing` into an automation"
    yield from _strangers(file)
    yield from _idle(file)
    yield from _hours(file)


def _strangers(file: ModelFile) -> Iterator[tuple[Place, str]]:
    for place, route in enumerate(file.routing if file.team else ()):
        for member in route.named:
            if member not in file.team:
                word = "round_robin" if route.round_robin else "to"
                yield ("routing", place, word), f"nobody in `team` is {member}; {instead(member, list(file.team))}"


def _idle(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Nothing where a trait or the CRM may name them."""
    if not file.routing or file.crm is not None or any(each.by_trait for each in file.routing):
        return
    routed = {member for route in file.routing for member in route.named}
    for member in file.team:
        if member not in routed:
            yield ("team", member), f"no rule of `routing` sends a lead to {member}: name them in one, or take them out"


def _hours(file: ModelFile) -> Iterator[tuple[Place, str]]:
    if "timezone" not in file.model_fields_set:
        for name, member in file.team.items():
            if member.hours is not None and member.timezone is None:
                yield ("team", name, "hours"), "these hours are UTC: name a `timezone`, of the member or of the model"
    if not any(member.hours for member in file.team.values()):
        for name, automation in file.automations.items():
            if automation.hours is Whose.OWNER:
                message = "nothing waits: nobody in `team` has `hours`"
                yield ("automations", name, "hours"), message
