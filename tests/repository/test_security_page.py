"""The page about security names the test of each threat, and each is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs/security.md").read_text(encoding="utf-8")
TEST: Final = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def rows() -> Iterator[str]:
    """Each threat with what stops it and what proves that."""
    _, _, threats = PAGE.partition("## Threats\n")
    for line in threats.partition("## What is not stopped")[0].splitlines():
        if line.startswith("| ") and not line.startswith("| threat"):
            yield line


@cache
def proofs(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_threat_has_its_test() -> None:
    found = list(rows())
    assert len(found) > 40
    assert [row for row in found if not TEST.search(row.rpartition(" | ")[2])] == []


def test_every_test_that_is_named_is_there() -> None:
    named = TEST.findall(PAGE)
    assert [
        f"{file}::{name}" for file, name in named if not (name in proofs(file) or (not name and proofs(file)))
    ] == []
