"""Files that are imported, as a person would, but nowhere."""

import os
from pathlib import Path

from leadflow.cli.main import main

CHANGED = 1_772_442_000  # 2026-03-02T09:00:00Z


def tried(content: str | bytes, *words: str) -> int:
    """The exit code of a dry run with a file of that content, in a folder that has a model file."""
    path = Path("leads.csv")
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    os.utime(path, (CHANGED, CHANGED))
    return main(["import", str(path), "--dry-run", "--model", "model.yaml", *words])


def report() -> list[str]:
    """The lines of its report, but for the header."""
    return Path("leads.report.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
