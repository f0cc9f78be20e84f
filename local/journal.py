"""What was accepted and is in no snapshot yet, on disk before its sender is answered.

time ─────▶  accept a   roll    accept b   snapshot taken   discard
files        1: a       1: a    1: a       1: a                         a's effects are in the snapshot
                        2:      2: b       2: b             2: b        b's may not be
"""

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

CLOSED: Final = -1
"""No file has this descriptor; the one that was closed is the next file's."""


class Journal:
    """Lines in numbered files of one folder; the last file is written to. Many threads may write."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._writing = threading.Lock()
        self._old = sorted(folder.glob("*.jsonl"))
        self._number = int(self._old[-1].stem) if self._old else 0
        self._current = self._open()

    def write(self, line: bytes) -> None:
        """Keep the line, which has no line break; it is on disk when this returns. Raises OSError after `close`."""
        with self._writing:
            os.write(self._current, line + b"\n")
            os.fsync(self._current)

    def left(self) -> Iterator[bytes]:
        """The lines that an earlier run left. One that was cut short was never answered for, and is left out."""
        for segment in self._old:
            lines = segment.read_bytes().split(b"\n")
            yield from filter(None, lines[:-1])

    def roll(self) -> Sequence[Path]:
        """Write to a new file from now on; the files that were written until now."""
        with self._writing:
            if self._path().stat().st_size:
                os.close(self._current)
                self._old = [*self._old, self._path()]
                self._current = self._open()
            return self._old

    def discard(self, segments: Sequence[Path]) -> None:
        """Forget the files: a snapshot that began after they were closed is complete."""
        for segment in segments:
            segment.unlink(missing_ok=True)
        with self._writing:
            self._old = [segment for segment in self._old if segment not in segments]

    def close(self) -> None:
        """Write no more."""
        with self._writing:
            os.close(self._current)
            self._current = CLOSED

    def _open(self) -> int:
        self._number += 1
        return os.open(self._path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _path(self) -> Path:
        return self._folder / f"{self._number:09}.jsonl"
