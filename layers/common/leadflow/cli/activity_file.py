"""Files of activities as JSON lines: read line by line; a bad line is reported and left out."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from leadflow.cli.model_file import unreadable
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from leadflow.domain.wire import Malformed, from_json
from leadflow.domain.wording import clean

NAMED: Final = 20
"""So many bad lines are named, the others counted: a file may be nothing else."""

LONGEST: Final = 1_000_000
DEEPEST: Final = 254
"""Bytes of a line, and levels inside each other: what a webhook may tell is smaller."""

_REASON: Final = 200
"""Characters of a reason, which may quote what a stranger wrote."""

_HUGE: Final = re.compile(rb"\d{19}")
"""A number that `orjson` would round, if it is one."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no activity, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class ActivityFile:
    """A file of activities. While they are read, `bad` fills with the first bad lines and `left_out` counts all."""

    path: Path
    bad: list[BadLine] = field(default_factory=list)
    left_out: int = 0
    _size: int = 0
    _read: int = 0

    @property
    def share(self) -> float:
        """Which part of the file has been read, from 0 to 1; 0 where nobody knows, as of a pipe."""
        return self._read / self._size if self._size else 0.0

    def activities(self) -> Iterator[Activity]:
        """Those that its lines state. Raises Failure where the file cannot be read."""
        try:
            self._size = self.path.stat().st_size
            with self.path.open("rb") as file:
                for number, line in enumerate(self._lines(file), start=1):
                    if found := self._activity(number, line):
                        yield found
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _lines(self, file: BinaryIO) -> Iterator[bytes]:
        """The lines, each no longer than one byte too many."""
        while line := file.readline(LONGEST + 1):
            self._read += len(line)
            yield line
            while len(line) > LONGEST and not line.endswith(b"\n"):
                line = file.readline(LONGEST + 1)
                self._read += len(line)

    def _activity(self, number: int, line: bytes) -> Activity | None:
        try:
            return from_json(_value(line)) if not line.isspace() else None
        except Malformed as error:
            reason = str(error)
        except (ValueError, RecursionError) as error:
            reason = f"this is no JSON: {error}"
        self.left_out += 1
        if len(self.bad) < NAMED:
            self.bad.append(BadLine(number, clean(reason, _REASON)))
        return None


def _value(line: bytes) -> Json:
    """What the line says. Raises Malformed where that is too much; ValueError, RecursionError where it is no JSON."""
    if len(line) > LONGEST:
        raise Malformed(f"the line is longer than {LONGEST:,} bytes")
    value = _parsed(line)
    if line.count(b"{") + line.count(b"[") > DEEPEST and _depth(value) > DEEPEST:
        raise Malformed(f"more than {DEEPEST} levels inside each other")
    return value


def _parsed(line: bytes) -> Json:
    """What the line says; the standard library reads what the quicker reader does not, or not exactly."""
    if not _HUGE.search(line):
        try:
            quick: Json = orjson.loads(line)
        except orjson.JSONDecodeError:
            pass
        else:
            return quick
    exact: Json = json.loads(line, parse_constant=_refuse)
    return exact


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


def _depth(value: Json) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [child for each in level for child in _children(each) if isinstance(child, dict | list)]
    return depth


def _children(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
