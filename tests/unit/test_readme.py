"""What the README says is so."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from leadflow.cli.main import COMMANDS
from local.readme import README, renewed

TEXT = README.read_text(encoding="utf-8")
ROOT = README.parent
FENCES = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def fenced(language: str) -> list[str]:
    return [text for found, text in FENCES.findall(TEXT) if found == language]


def test_the_readme_shows_what_the_product_makes_of_ada_s_journey() -> None:
    assert renewed(TEXT) == TEXT


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", TEXT))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_every_command_exists() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    made = [line.split()[1] for line in lines if line.startswith("make ")]
    called = [line.split()[1] for line in lines if line.startswith(".venv/bin/leadflow ")]
    assert made
    assert set(made) <= set(targets)
    assert called
    assert set(called) <= set(COMMANDS)


def test_the_model_s_heart_names_only_what_the_model_has() -> None:
    (heart,) = fenced("yaml")
    whole = YAML(typ="safe").load(Path(ROOT / "leadflow.yaml").read_text())
    for section, entries in YAML(typ="safe").load(heart).items():
        assert set(entries) <= set(whole[section])


def test_every_folder_that_the_readme_names_is_there() -> None:
    for folder in re.findall(r"^\| `([a-z/]+)` \|", TEXT, re.MULTILINE):
        assert (ROOT / folder).is_dir()


def test_the_operations_page_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `leadflow ([a-z]+)", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    assert listed == sorted(COMMANDS)
