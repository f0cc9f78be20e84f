"""Traits that conditions ask for and no source can set."""

from collections.abc import Iterator
from typing import Final

from leadflow.domain.activity import Kind
from leadflow.domain.facts import FACTS
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.asked import asked
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Place
from leadflow.model.trait_clause import TraitClause

_OWNER: Final = "owner"
"""The trait that Leadflow itself sets."""


def doubts(file: ModelFile, around: Surroundings) -> Iterator[tuple[Place, str]]:
    """Tests of such traits; nothing where some source can state any trait, or is yet unheard."""
    sources = file.sources.values()
    if not sources or file.crm is not None:
        return
    if any(Kind.IDENTITY_STATED in around.sends.get(source.kind, [Kind.IDENTITY_STATED]) for source in sources):
        return
    stated = {trait for source in sources for trait in source.fields.values()}
    known = {*stated, *FACTS, *file.scores, *file.classes, _OWNER}
    for each in asked(file):
        if isinstance(each.test, TraitClause) and each.test.trait not in known:
            message = (
                f"nothing sets {each.test.trait}: name the form's field that holds it under `fields` of its source"
            )
            yield (*each.place, "trait"), message
