from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given

from leadflow.domain.json import Json
from leadflow.model.check import findings
from leadflow.model.compile import load
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel
from tests.breaking import broken
from tests.fragments import Document
from tests.laws.cases import law
from tests.models import KINDS
from tests.strategies import models

EXAMPLE = parse((Path(__file__).parent / "example.yaml").read_bytes())


def test_the_whole_language_is_accepted_with_doubts_at_most() -> None:
    found = findings(EXAMPLE.content, KINDS, EXAMPLE.lines)
    assert [str(each) for each in found if not each.warning] == []
    assert "readiness" in load(EXAMPLE.content, KINDS).scores


def test_a_bad_model_says_everything_in_words() -> None:
    document = parse("model: x\nsignals: { a: { activity: nothing } }\nscores: { b: { points: { c: 1 } } }\n")
    with pytest.raises(BadModel, match=r"^line 2: signals\.a\.activity: there is no type.*\nline 3: scores\.b"):
        load(document.content, KINDS, document.lines)


def test_a_mistaken_entry_is_still_known_to_the_others() -> None:
    document = parse(
        "model: x\nsegments:\n  a: { signal: interaction, wihtin: 3 days }\n  b: { in: a }\n  c: { in: d }\n"
    )
    assert [each.path for each in findings(document.content, KINDS, document.lines)] == [
        "segments.a.wihtin",
        "segments.c.in",
    ]


def test_a_warning_does_not_stop_a_model() -> None:
    assert "opened" in load({"model": "x", "signals": {"opened": {"activity": "email.opened"}}}, KINDS).signals


def test_an_empty_section_is_none() -> None:
    assert load({"model": "x", "signals": None}, KINDS) == load({"model": "x"}, KINDS)


@pytest.mark.slow
@law(30)
@given(models())
def test_a_good_model_has_no_mistakes(document: Document) -> None:
    assert [each for each in findings(document, KINDS, {}) if not each.warning] == []


@pytest.mark.slow
@law(60)
@given(models().flatmap(broken) | broken(EXAMPLE.content))
def test_a_broken_model_is_refused_by_name_or_still_compiles(document: Json) -> None:
    if isinstance(document, dict):
        with suppress(BadModel):
            load(document, KINDS)
