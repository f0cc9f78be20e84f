"""Lines of the CRM's map that are ours to write and that nothing ever writes."""

from collections.abc import Iterator
from typing import Final

from leadflow.model.actions import UpsertSentence
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place

OTHERS: Final = {"account": "accounts", "opportunity": "opportunities"}


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """What is worked out here and stands in a company's field, or in a model in which no automation writes."""
    if file.crm is None:
        return
    evaluated = {*file.scores, *file.classes, *file.segments}
    writes = any(isinstance(action, UpsertSentence) for each in file.automations.values() for action in each.do)
    for term, field in file.crm.fields.items():
        place = ("crm", "fields", term)
        if term not in evaluated and field.wins != "us":
            continue
        if field.on in OTHERS:
            yield place, f"nothing is written into {OTHERS[field.on]}: a lead's {term} can stand in its own record only"
        elif term in evaluated and not writes:
            yield place, f"nothing writes {term} into the CRM: an automation that does `{{ crm: upsert }}` would"
