"""Fields of the CRM that nothing uses."""

from collections.abc import Iterator

from leadflow.domain.lead_model import MESSAGE_TRAITS
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place
from leadflow.model.references import mentions


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Lines of the map that are neither ours to write nor used by any rule, message or report."""
    if file.crm is None:
        return
    used = {each.name for each in mentions(file) if each.place[0] != "crm"} | {*MESSAGE_TRAITS}
    evaluated = {*file.scores, *file.classes, *file.segments}
    for term, field in file.crm.fields.items():
        trait = field.compiled(term).trait
        if field.wins != "us" and term not in evaluated and trait not in used:
            message = f"no rule, message or report uses {trait}: ask for it, or take it out of the map"
            yield ("crm", "fields", term), message
