import re
from typing import Final

import pytest

from leadflow.adapters.sources import sends
from leadflow.model.check import findings
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.surroundings import Surroundings
from leadflow.model.not_yet import NOT_YET
from tests.models import KINDS
from tests.unit.model.page import EXAMPLES, PAGE, ROOT, WRITTEN

ROWS: Final = [line for line in PAGE.splitlines() if line.startswith("| ")]
EXPLAINED: Final = set(re.findall(r"`([a-z_]+)", "\n".join(ROWS)))


def words() -> set[str]:
    """Every word of the grammar, whichever sentence it stands in."""
    schema = ModelFile.model_json_schema()
    sentences = [each for each in schema["$defs"].values() if each.get("additionalProperties") is False]
    return {word for each in (schema, *sentences) for word in each["properties"]}


def test_the_examples_together_are_a_model_without_mistakes() -> None:
    found = findings(WRITTEN.content, KINDS, WRITTEN.lines)
    assert [str(each) for each in found if "not act on it yet" not in each.message] == []
    assert set(WRITTEN.content) == set(ModelFile.model_fields)


def test_nothing_in_the_examples_is_doubtful_but_that_segments_are_only_shown() -> None:
    found = findings(WRITTEN.content, KINDS, WRITTEN.lines, Surroundings(sends()))
    seen = [each for each in found if "not act on it yet" not in each.message]
    assert [str(each) for each in seen if not each.path.startswith("segments.")] == []
    assert {each.message.partition(":")[0] for each in seen} == {"nothing uses this segment"}


def test_a_file_that_another_page_names_is_there() -> None:
    page = (ROOT / "docs/adding-a-condition.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:layers|tests)/[\w/.-]*)`", page)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_word_of_the_grammar_is_explained() -> None:
    assert sorted(words() - EXPLAINED) == []


def test_every_word_of_the_grammar_stands_in_an_example() -> None:
    shown = EXAMPLES.replace("\n", " ")
    assert [word for word in sorted(words()) if not re.search(rf"\b{word}: ", shown)] == []


def test_those_words_have_a_star_that_do_not_act_yet() -> None:
    starred = {word for row in ROWS if row.endswith("* |") for word in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert starred == {str(place[-1]) for place in NOT_YET if len(place) > 1}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_is_named(kind: str) -> None:
    assert f"`{kind}`" in PAGE
