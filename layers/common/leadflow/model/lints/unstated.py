"""Traits that conditions ask for and no source can set."""

from collections.abc import Iterator
from typing import Final

from leadflow.domain.activity import Kind
from leadflow.domain.decision import SNOOZED_UNTIL
from leadflow.domain.facts import FACTS
from leadflow.domain.track import PREFIX
from leadflow.model.crm import PROVIDERS
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.asked import asked
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import Place
from leadflow.model.trait_clause import TraitClause

_CRM: Final = "crm."
"""How the traits begin that a CRM's source states of itself."""


def doubts(file: ModelFile, around: Surroundings) -> Iterator[tuple[Place, str]]:
    """Tests of such traits; nothing where some source can state any trait."""
    sources = file.sources.values()
    if not sources:
        return
    if any(Kind.IDENTITY_STATED in around.sends[source.kind] for source in sources):
        return
    stated = {trait for source in sources for trait in source.fields.values()}
    mapped = () if file.crm is None else [each.compiled(term).trait for term, each in file.crm.fields.items()]
    known = {*stated, *mapped, *FACTS, *file.scores, *file.classes}
    known |= {SNOOZED_UNTIL} if any(Kind.SALES_SNOOZED in around.sends[each.kind] for each in sources) else set()
    by_crm = any(source.kind in PROVIDERS for source in sources)
    for each in asked(file):
        if not isinstance(each.test, TraitClause) or each.test.trait in known or each.test.trait.startswith(PREFIX):
            continue
        if not (by_crm and each.test.trait.startswith(_CRM)):
            where = "the form's field that holds it under `fields` of its source"
            more = "" if file.crm is None else ", or the CRM's under `fields` of `crm`"
            yield (*each.place, "trait"), f"nothing sets {each.test.trait}: name {where}{more}"
