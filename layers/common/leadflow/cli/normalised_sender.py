"""Which source a webhook that is looked at was sent to, from what the command line and files say of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from leadflow.adapters.sources import source
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import model
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from leadflow.model.sources import SourceSentence


def sender(
    kind: str, about: Mapping[str, Json], name: str | None, written: Path | None, fields: Sequence[str]
) -> Sender:
    """The source of that name in the model file, or else the one that a sample's file describes. Raises Failure."""
    if name is not None and written is not None:
        return _of_model(kind, name, written)
    stated = about.get("sender")
    words = {**(stated if isinstance(stated, dict) else {})}
    if fields:
        words["fields"] = dict(_field(each) for each in fields)
    try:
        sentence = SourceSentence.model_validate({"kind": kind, **words})
    except ValidationError as error:
        raise Failure(f"the sample's `sender` says what no source can: {error.errors()[0]['msg']}", code=2) from error
    return sentence.compiled(str(about.get("source", kind)), 0, source(kind).WORDS)


def _of_model(kind: str, name: str, written: Path) -> Sender:
    senders = model(written).senders
    found = senders.get(name)
    if found is None or found.kind != kind:
        known = ", ".join(each.name for each in senders.values() if each.kind == kind)
        raise Failure(f"{written}: there is no source {name} of kind {kind}; there are {known or 'none'}", code=2)
    return found


def _field(stated: str) -> tuple[str, Json]:
    name, equals, trait = stated.partition("=")
    if not equals:
        raise Failure(f"--field {name}: a field and its trait are needed, such as work_email=email", code=2)
    return name, trait
