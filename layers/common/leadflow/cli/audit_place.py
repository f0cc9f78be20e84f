"""How far an audit has come, in a file of whoever runs it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from leadflow.adapters.tables.scan import Place
from leadflow.application.audit import Tally
from leadflow.cli.failure import Failure
from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Asked:
    """What is audited by which model, whether it is mended, and which of how many shares it is."""

    stack: str
    model: str
    repair: bool
    share: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """As of when it is audited, up to where, and what was found there."""

    asked: Asked
    now: Instant
    place: Place
    tally: Tally

    def fits(self, asked: Asked) -> None:
        """Raises Failure where this is the place of another audit."""
        mine = self.asked
        if mine.stack != asked.stack:
            raise Failure(f"the file of --place is of an audit of {mine.stack}", 2)
        if mine.model != asked.model:
            raise Failure("the model has changed since the audit that the file of --place is of: begin anew", 2)
        if mine != asked:
            flags = [*["--repair"] * mine.repair, "--share {}/{}".format(*mine.share)]
            raise Failure(f"the audit that the file of --place is of was begun with {' '.join(flags)}", 2)

    def write(self, file: Path) -> None:
        """Write it, all of it or nothing. Raises Failure."""
        new = file.with_name(f"{file.name}.new")
        try:
            new.write_bytes(_JSON.dump_json(self))
            new.replace(file)
        except OSError as error:
            raise Failure(f"{file} cannot be written: {error.strerror}", 2) from error


_JSON: Final = TypeAdapter(Kept)


def kept(file: Path) -> Kept | None:
    """What is in the file, None where there is none. Raises Failure."""
    try:
        return _JSON.validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise Failure(f"{file} is not what an audit has written: take it away to begin anew", 2) from error
    except (OSError, ValueError) as error:
        raise Failure(f"{file} cannot be read", 2) from error
