"""The page about test cases explains every word, and its examples come out as it says."""

import re
from pathlib import Path
from typing import Final

import pytest

from leadflow.application.trial import differences
from leadflow.model.case_sentences import CaseSentence, CasesFile, GivenSentence, ThenSentence
from leadflow.model.compile import read as read_model
from leadflow.model.test_cases import read
from tests.models import KINDS
from tests.unit.model.page import ROOT

PAGE: Final = (ROOT / "docs/model-tests.md").read_text(encoding="utf-8")
EXPLAINED: Final = set(re.findall(r"`([a-z_]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))))
(EXAMPLES,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
WORDS: Final = {word for each in (CasesFile, CaseSentence, GivenSentence, ThenSentence) for word in each.words()}


@pytest.mark.slow
def test_the_examples_come_out_as_they_say(tmp_path: Path) -> None:
    path = tmp_path / "x.test.yaml"
    path.write_text(EXAMPLES, encoding="utf-8")
    policy = read_model(ROOT / "leadflow.yaml", KINDS)
    found = [each for case in read(path, policy) for each in differences(case, policy)]
    assert [(each.line, each.expected, each.found) for each in found] == []


def test_every_word_is_explained_and_no_other() -> None:
    assert EXPLAINED == WORDS


@pytest.mark.parametrize("word", sorted(WORDS - {"form", "percent", "seconds", "amount", "term", "campaign", "bounce"}))
def test_every_word_stands_in_an_example(word: str) -> None:
    assert re.search(rf"\b{word}:", EXAMPLES)
