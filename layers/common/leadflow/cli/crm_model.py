"""The model file as commands about the CRM take it: as it is written, with its lines, and compiled."""

from dataclasses import dataclass
from pathlib import Path

from leadflow.adapters.sources import kinds
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import lines, unreadable
from leadflow.domain.lead_model import LeadModel
from leadflow.model.compile import load
from leadflow.model.document import parse
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import BadModel, Lines


@dataclass(frozen=True, slots=True)
class Written:
    """A model file that is free of mistakes."""

    path: Path
    file: ModelFile
    lines: Lines
    model: LeadModel


def written(path: Path) -> Written:
    """The file. Raises Failure."""
    try:
        document = parse(path.read_bytes())
        compiled = load(document.content, kinds(), document.lines)
    except BadModel as error:
        raise Failure("\n".join(lines(path, error.mistakes))) from error
    except OSError as error:
        raise unreadable(path, error) from error
    return Written(path, ModelFile.model_validate(document.content), document.lines, compiled)
