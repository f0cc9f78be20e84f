"""Traits that both the CRM and somebody else write, of whom nobody says who wins."""

from collections.abc import Iterator

from leadflow.domain.activity import Kind
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import listed
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Place
from leadflow.model.sources import SourceSentence


def doubts(file: ModelFile, around: Surroundings) -> Iterator[tuple[Place, str]]:
    """Lines of the map without `wins`, of whose term forms or trackers tell too."""
    if file.crm is None:
        return
    evaluated = {*file.scores, *file.classes, *file.segments}
    others = {name: each for name, each in file.sources.items() if each.kind != file.crm.provider}
    for term, field in file.crm.fields.items():
        if "wins" in field.model_fields_set or term in evaluated or field.on == "opportunity":
            continue
        writers = tuple(name for name, each in others.items() if _writes(each, term, around))
        if writers:
            message = (
                f"{listed((*writers, 'the CRM'))} write {term}, and nobody says who wins: add `wins: us`, "
                "`wins: crm` or `wins: latest`"
            )
            yield ("crm", "fields", term), message


def _writes(source: SourceSentence, term: str, around: Surroundings) -> bool:
    """Whether a field of the source is that trait, or the source is one that can state any."""
    return term in source.fields.values() or Kind.IDENTITY_STATED in around.sends[source.kind]
