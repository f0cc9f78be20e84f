"""In which encoding a file is written, as far as its bytes tell."""

import codecs
import re
from pathlib import Path
from typing import BinaryIO, Final

from leadflow.cli.failure import Failure

NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}

_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_OTHERS: Final = {
    b"PK\x03\x04": "this is a spreadsheet or an archive",
    b"\xd0\xcf\x11\xe0": "this is an old spreadsheet",
    b"\x1f\x8b": "this is compressed",
    b"%PDF": "this is a PDF",
}
_PIECE: Final = 1 << 20
_SAMPLE: Final = 4_096
_UNDEFINED: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that Windows-1252 does not have."""


def encoding(path: Path) -> str:
    """The encoding's name in Python. Raises Failure where this is no text, OSError where it cannot be read."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
        for begin, what in _OTHERS.items():
            if start.startswith(begin):
                raise Failure(f"{path}: {what}; save it as CSV first", code=2)
        marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
        if found := marked or _wide(start):
            return found
        file.seek(0)
        return _narrow(file)


def known(name: str) -> str:
    """The name in Python of an encoding that was told. Raises Failure where there is none of that name."""
    try:
        found = codecs.lookup(name).name
        b"a\n".decode(found)
    except (LookupError, UnicodeError, ValueError) as error:
        raise Failure(f"--encoding: there is no encoding of texts {name}", code=2) from error
    return {"iso8859-1": "latin-1"}.get(found, found)


def errors(name: str) -> str:
    """What becomes of bytes that the encoding does not have: in UTF-8 they can be told from text afterwards."""
    return "surrogateescape" if name.startswith("utf-8") else "replace"


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain letters is 0."""
    half = len(start) // 2
    if half and start[1::2].count(0) > half // 2 and not start[::2].count(0):
        return "utf-16-le"
    if half and start[::2].count(0) > half // 2 and not start[1::2].count(0):
        return "utf-16-be"
    return None


def _narrow(file: BinaryIO) -> str:
    """UTF-8 where most of what is beyond ASCII is that: a few bad bytes make no other encoding of all the rest."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    undefined = False
    while piece := file.read(_PIECE):
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        strange = [letter for letter in decoder.decode(piece) if letter > "\x7f"]
        escaped = sum("\udc80" <= letter <= "\udcff" for letter in strange)
        good, bad = good + len(strange) - escaped, bad + escaped
        undefined = undefined or _UNDEFINED.search(piece) is not None
    if good >= bad:
        return "utf-8"
    return "latin-1" if undefined else "cp1252"
