"""A CRM for which no source speaks."""

from collections.abc import Iterator

from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Place


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """The section, where the model has no source of the CRM's kind."""
    if file.crm is None or any(each.kind == file.crm.provider for each in file.sources.values()):
        return
    example = f"`crm: {{ kind: {file.crm.provider}, … }}`"
    message = f"nothing is heard of the CRM, and nothing is read from it: name it under `sources`, such as {example}"
    yield ("crm", "provider"), message
