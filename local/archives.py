"""Folders as zip archives that are the same bytes whenever their files are."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
PERMISSIONS: Final = 0o644 << 16


def files(folder: Path, prefix: str = "") -> list[tuple[str, Path]]:
    """The folder's files with their names in the archive, sources only."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [(f"{prefix}{path.relative_to(folder).as_posix()}", path) for path in paths]


def archive(members: Iterable[tuple[str, Path]]) -> bytes:
    """The files under these names, zipped."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, path in members:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = PERMISSIONS
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def name(content: bytes) -> str:
    """A name for the archive that changes with its content."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}.zip"
