"""Model files as commands take them: read, or refused with every mistake, its file and its line."""

from collections.abc import Iterable
from pathlib import Path

from leadflow.adapters.sources import kinds, sends
from leadflow.cli.failure import Failure
from leadflow.domain.lead_model import LeadModel
from leadflow.model.check import findings
from leadflow.model.compile import read
from leadflow.model.document import parse
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.mistakes import BadModel, Mistake
from leadflow.model.test_cases import beside, named_segments


def model(path: Path) -> LeadModel:
    """The compiled model. Raises Failure."""
    try:
        return read(path, kinds())
    except BadModel as error:
        raise Failure("\n".join(lines(path, error.mistakes))) from error
    except OSError as error:
        raise unreadable(path, error) from error


def judged(path: Path) -> tuple[Mistake, ...]:
    """Everything that is wrong or doubtful about the model file. Raises Failure where it cannot be read."""
    try:
        document = parse(path.read_bytes())
    except BadModel as error:
        return error.mistakes
    except OSError as error:
        raise unreadable(path, error) from error
    around = Surroundings(sends(), tested=named_segments(beside(path)))
    return findings(document.content, kinds(), document.lines, around)


def lines(path: Path, mistakes: Iterable[Mistake]) -> Iterable[str]:
    """Each mistake as compilers write them: file, line, place, message."""
    for each in mistakes:
        place = f"{path}:{each.line}" if each.line is not None else f"{path}"
        doubt = "warning: " if each.warning else ""
        yield f"{place}: {doubt}{f'{each.path}: ' if each.path else ''}{each.message}"


def unreadable(path: Path, error: OSError) -> Failure:
    """The failure that a file cannot be read."""
    return Failure(f"{path}: {error.strerror or 'cannot be read'}", code=2)
