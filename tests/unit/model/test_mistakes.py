from pathlib import Path

import pytest

from leadflow.model.check import findings
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel, Mistake
from tests.models import KINDS

FILES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))


def found(file: Path) -> tuple[Mistake, ...]:
    try:
        document = parse(file.read_bytes())
    except BadModel as error:
        return error.mistakes
    return findings(document.content, KINDS, document.lines)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_named_with_its_line_its_place_and_what_is_right(file: Path) -> None:
    told = [f"{'warning: ' if each.warning else ''}{each}" for each in found(file)]
    assert told == file.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_stands_on_a_line_of_the_file(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert found(file)
    assert all(each.line is not None and 1 <= each.line <= len(lines) + 1 for each in found(file))
