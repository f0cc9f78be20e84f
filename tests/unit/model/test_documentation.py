import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import leadflow.model
from leadflow.model.check import findings
from leadflow.model.document import parse
from leadflow.model.sentences import Sentence
from tests.models import KINDS

PAGE = (Path(__file__).parents[3] / "docs/model.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
EXPLAINED = set(
    re.findall(r"`([a-z_]+)", "".join(line for line in PAGE.splitlines(keepends=True) if line.startswith("| ")))
)


def sentences(parent: type[Sentence] = Sentence) -> Iterator[type[Sentence]]:
    for child in parent.__subclasses__():
        yield child
        yield from sentences(child)


def words() -> set[str]:
    for module in iter_modules(leadflow.model.__path__):
        import_module(f"leadflow.model.{module.name}")
    return {word for sentence in sentences() for word in sentence.words()}


def test_the_examples_together_are_a_model_without_mistakes_or_doubts() -> None:
    document = parse("\n".join(EXAMPLES))
    assert findings(document.content, KINDS, document.lines) == ()
    assert {"model", "timezone", "sources", "signals", "scores", "classes", "segments", "automations", "channels"} == {
        *document.content
    }


@pytest.mark.parametrize("word", sorted(words()))
def test_every_word_of_the_grammar_is_explained(word: str) -> None:
    assert word in EXPLAINED


@pytest.mark.parametrize("word", sorted(words()))
def test_every_word_of_the_grammar_stands_in_an_example(word: str) -> None:
    assert re.search(rf"\b{word}: ", "\n".join(EXAMPLES).replace("\n", " "))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_is_named(kind: str) -> None:
    assert f"`{kind}`" in PAGE
