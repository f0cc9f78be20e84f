"""Files of activities as JSON lines: read line by line; a bad line is reported and left out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leadflow.cli.model_file import unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.wire import Malformed, from_json


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no activity, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class ActivityFile:
    """A file of activities; `bad` fills while they are read."""

    path: Path
    bad: list[BadLine] = field(default_factory=list)

    def activities(self) -> Iterator[Activity]:
        """Those that its lines state. Raises Failure where the file cannot be read."""
        try:
            with self.path.open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield from self._activity(number, line)
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _activity(self, number: int, line: bytes) -> Iterator[Activity]:
        try:
            yield from_json(json.loads(line, parse_constant=_refuse))
        except Malformed as error:
            self.bad.append(BadLine(number, str(error)))
        except (ValueError, RecursionError) as error:
            self.bad.append(BadLine(number, f"this is no JSON: {error}"))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")
