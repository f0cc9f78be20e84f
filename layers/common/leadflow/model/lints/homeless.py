"""Form fields that have no home in the CRM."""

from collections.abc import Iterator
from typing import Final

from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place

_KEYS: Final = frozenset({"email", "crm_id", "user_id", "anonymous_id"})
"""What a record is found by is no field of the map."""


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """The fields of sources whose trait the CRM's map does not name; each trait once."""
    if file.crm is None:
        return
    known = {*_KEYS, *file.crm.fields}
    for name, source in file.sources.items():
        for field, trait in source.fields.items() if source.kind != file.crm.provider else ():
            if trait not in known:
                known.add(trait)
                message = (
                    f"{trait} has no home in the CRM: name the {file.crm.provider} field that it belongs to "
                    "under `fields` of `crm`"
                )
                yield ("sources", name, "fields", field), message
