import json
import re
from pathlib import Path

import jsonschema  # type: ignore[import-untyped] # it publishes no types
import pytest

from leadflow.cli.main import main
from leadflow.cli.schema import DIALECT, schema
from leadflow.domain.json import Json
from leadflow.model.document import parse
from leadflow.model.grammar import ModelFile
from leadflow.model.words import ELSEWHERE, WORDS
from tests.models import KINDS

ROOT = Path(__file__).parents[3]
WRITTEN = ROOT / "leadflow.schema.json"
SCHEMA = json.loads(schema())
JUDGE = jsonschema.Draft202012Validator(SCHEMA)
PAGE = (ROOT / "docs/model.md").read_text(encoding="utf-8")
EXAMPLES = {
    "leadflow.yaml": (ROOT / "leadflow.yaml").read_text(encoding="utf-8"),
    "example.yaml": (ROOT / "tests/unit/model/example.yaml").read_text(encoding="utf-8"),
    "docs/model.md": "".join(re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)),
}
SENTENCES = {"ModelFile": SCHEMA, **SCHEMA["$defs"]}


def refused(**sections: Json) -> bool:
    return not JUDGE.is_valid({"model": "acme", **sections})


def accepted(**sections: Json) -> bool:
    """Whether the grammar takes it, and the schema too."""
    ModelFile.model_validate({"model": "acme", **sections})
    return not refused(**sections)


@pytest.mark.slow
def test_it_is_a_schema_of_its_dialect() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DIALECT


def test_the_file_beside_the_model_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert WRITTEN.read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_fits(name: str) -> None:
    assert [error.message for error in JUDGE.iter_errors(parse(EXAMPLES[name]).content)] == []


@pytest.mark.parametrize("page", [ROOT / "leadflow.yaml", ROOT / "docs/model.md"])
def test_editors_find_the_schema(page: Path) -> None:
    (named,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert ROOT / named == WRITTEN


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_word_is_explained_and_no_other_is_known(sentence: str) -> None:
    found = SENTENCES[sentence]
    assert found["additionalProperties"] is False
    assert found["description"]
    assert all(word["description"] for word in found["properties"].values())


def test_nothing_is_explained_that_is_no_word() -> None:
    known = {word for found in SENTENCES.values() for word in found["properties"]}
    assert set(WORDS) - {"sticky"} <= known  # which stands where labels do
    assert set(ELSEWHERE) <= {f"{name}.{word}" for name, found in SENTENCES.items() for word in found["properties"]}


@pytest.mark.parametrize("kind", KINDS)
def test_editors_offer_every_kind_of_source(kind: str) -> None:
    assert kind in SENTENCES["SourceSentence"]["properties"]["kind"]["anyOf"][0]["enum"]


def test_the_name_is_needed() -> None:
    assert not JUDGE.is_valid({})


@pytest.mark.parametrize(
    "sections",
    [
        {"signals": {"demo": {"activity": "form.submitted", "were": {}}}},
        {"signals": {"demo": {"activity": []}}},
        {"signals": {"demo": {}}},
        {"signals": {"visit": {"visit": {"of": "demo", "gap": 30}}}},
        {"signals": {"1st": {"activity": "form.submitted"}}},
        {"scores": {"fit": {"points": {"demo": "many"}}}},
        {"scores": {"fit": {"half_life": "30 moons", "points": {"demo": 1}}}},
        {"classes": {"persona": {"champion": "sometimes"}}},
        {"segments": {"ready": {"score": "fit", "abov": 1}}},
        {"segments": {"ready": {"without": "demo"}}},
        {"sources": {"site": {"kind": "segment", "secret": "x", "trust": "full"}}},
    ],
)
def test_editors_underline_what_is_wrong(sections: dict[str, Json]) -> None:
    assert refused(**sections)


@pytest.mark.parametrize(
    "sections",
    [
        {"signals": None},
        {"signals": {"gjør": {"activity": ["page.viewed", "product.*"], "where": {"percent": {"above": 5}, "n": 1}}}},
        {"scores": {"fit": {"range": None, "points": {"demo": {"each": 1, "at_most": "3 per day"}}}}},
        {"classes": {"stage": {"sticky": "forward", "new": "otherwise"}}},
        {"segments": {"ready": {"when": {"trait": "n", "is": [1, "x", True]}, "until": {"not": {"in": "other"}}}}},
        {"segments": {"ready": {"trait": "title", "is": ""}}},
        {"timezone": "Europe/Oslo", "automations": {}},
    ],
)
def test_what_the_grammar_takes_fits(sections: dict[str, Json]) -> None:
    assert accepted(**sections)
