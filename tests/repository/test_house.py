"""The repository keeps its own rules, where no other tool looks at them."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
LISTED: Final = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    check=True,
    capture_output=True,
    text=True,
).stdout
FILES: Final = [path for name in sorted(set(LISTED.splitlines())) if (path := ROOT / name).is_file()]
MODULES: Final = [path for path in FILES if path.suffix == ".py"]

# A bracket keeps each pattern from finding itself.
FORBIDDEN: Final = {
    "what is unfinished": r"\b(TO[D]O|FIX[M]E|X[X]X)\b",
    "a place outside the repository": r"[.]{2}/share[d]\b|(?<![\w.])/(work|root|home)/\w+/",
    "a package index": r"--?(extra-)?inde[x]-url|find-link[s]|//[\w.]*(pyp[i]|pythonhoste[d]|npmj[s])\b",
    "an exception without its reason": r"#\s*(noq[a](: [A-Z0-9, ]+)?|type: ignor[e](\[[\w, -]+\])?)\s*$",
}


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_250_lines() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 250} == {}


def test_no_function_is_longer_than_30_lines() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in MODULES
        for function in _functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > 30} == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group().strip()}"
        for path in FILES
        for match in pattern.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_make_alone_prints_every_target() -> None:
    printed = subprocess.run(["make", "-s"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    declared = re.search(r"^\.PHONY:((?:[^\\\n]|\\\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert declared
    steps_of_check = {"format", "lint", "types", "imports", "template"}
    targets = set(declared[1].replace("\\", " ").split()) - steps_of_check - {"help"}
    assert {line.split()[1] for line in printed.splitlines()} == targets


def test_every_rule_that_is_off_says_why() -> None:
    settings = (ROOT / "pyproject.toml").read_text()
    rules = re.findall(r"^.*\"[A-Z]+\d+\"[],].*$", settings, re.MULTILINE)
    assert len(rules) > 20
    assert [rule for rule in rules if "  # " not in rule and ", # " not in rule] == []


def test_ci_can_be_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
