"""Each import contract catches what it is there for."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
LEADFLOW: Final = "layers/common/leadflow"

# For each contract, the files that break it.
VIOLATIONS: Final[list[tuple[str, Mapping[str, str]]]] = [
    ("Dependencies point inwards", {f"{LEADFLOW}/domain/stray.py": "import leadflow.application"}),
    ("Dependencies point inwards", {f"{LEADFLOW}/model/stray.py": "import leadflow.application"}),
    ("Dependencies point inwards", {f"{LEADFLOW}/application/stray.py": "import leadflow.adapters"}),
    ("Dependencies point inwards", {f"{LEADFLOW}/adapters/stray.py": "import leadflow.cli"}),
    ("Dependencies point inwards", {f"{LEADFLOW}/utils/__init__.py": ""}),
    ("The package knows nothing of what runs it", {f"{LEADFLOW}/cli/stray.py": "import local"}),
    ("The package knows nothing of what runs it", {f"{LEADFLOW}/cli/stray.py": "import functions"}),
    ("The package knows nothing of what runs it", {"functions/wake/stray.py": "import local"}),
    ("The core is pure", {f"{LEADFLOW}/domain/stray.py": "import time"}),
    ("The core is pure", {f"{LEADFLOW}/application/stray.py": "from boto3 import client"}),
    ("A function needs no more than its layer", {"functions/wake/stray.py": "import pydantic"}),
    (
        "Sources do not know each other",
        {
            f"{LEADFLOW}/adapters/sources/stray.py": "import leadflow.adapters.sources.other",
            f"{LEADFLOW}/adapters/sources/other.py": "",
        },
    ),
    (
        "Channels do not know each other",
        {
            f"{LEADFLOW}/adapters/channels/__init__.py": "",
            f"{LEADFLOW}/adapters/channels/stray.py": "import leadflow.adapters.channels.other",
            f"{LEADFLOW}/adapters/channels/other.py": "",
        },
    ),
    (
        "Tools of tracks do not know each other",
        {
            f"{LEADFLOW}/adapters/tracks/stray.py": "import leadflow.adapters.tracks.other",
            f"{LEADFLOW}/adapters/tracks/other.py": "",
        },
    ),
    ("Functions do not know each other", {"functions/wake/stray.py": "import functions.react"}),
    ("AWS has few friends", {f"{LEADFLOW}/cli/stray.py": "import boto3"}),
    ("AWS has few friends", {"functions/wake/stray.py": "from botocore import exceptions"}),
    (
        "No cycles",
        {
            f"{LEADFLOW}/domain/stray.py": "import leadflow.domain.other",
            f"{LEADFLOW}/domain/other.py": "import leadflow.domain.stray",
        },
    ),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of everything that the contracts speak of."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in (LEADFLOW, "functions", "local", "bench"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _linted(tree: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(tree), str(tree / "layers/common")])
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_tree_breaks_no_contract(tree: Path) -> None:
    linted = _linted(tree)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(("contract", "files"), VIOLATIONS)
def test_a_violation_is_caught(tree: Path, contract: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(text)
    linted = _linted(tree)
    assert linted.returncode == 1
    assert f"{contract} BROKEN" in linted.stdout


def test_every_contract_is_broken_here_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _ in VIOLATIONS}
