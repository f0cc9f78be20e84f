"""Whatever a model file holds, every mistake has a line and words, or it compiles into the very model."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.domain.json import Json
from leadflow.model.check import findings
from leadflow.model.compile import load
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel, Mistake
from leadflow.model.render import render
from local.build import MODEL
from tests.breaking import broken
from tests.laws.cases import law
from tests.models import KINDS

FILES: Final = tuple(path.read_bytes() for path in (Path(__file__).parent / "example.yaml", MODEL))

STRANGE: Final = {
    "deep lists": b"model: " + b"[" * 3000 + b"]" * 3000,
    "deep mappings": b"{a: " * 3000,
    "deep lines": b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
    "a billion laughs": b"".join(b"%c: &%c [*%c, *%c]\n" % (each, each, each - 1, each - 1) for each in range(98, 123)),
    "code": b"model: !!python/object/apply:os.system [id]",
    "no text": bytes(range(256)),
    "another encoding": "model: x".encode("utf-16"),
    "half a character": b'model: "\\ud800"\nsegments: {"\\ud800": {signal: interaction}}',
    "a huge number": b"model: x\nscores: {a: {points: {interaction: " + b"9" * 5000 + b"}}}",
    "no number": b"model: x\nscores: {a: {points: {interaction: .nan}}}",
    "nothing": b"",
}


def mistaken(content: bytes) -> Sequence[Mistake]:
    """What is said to be wrong with the file; where that is nothing, it compiles into the very model that it says."""
    try:
        document = parse(content)
        found = findings(document.content, KINDS, document.lines)
    except BadModel as error:
        return error.mistakes
    mistakes = [each for each in found if not each.warning]
    if not mistakes:
        model, compiled = load(document.content, KINDS, document.lines), ModuleType("leadflow_model")
        exec(render(model), vars(compiled))  # noqa: S102 - as a function imports it
        assert vars(compiled)["model"]() == model
    return mistakes


def tried(content: bytes) -> None:
    last = content.count(b"\n") + content.count(b"\r") + 1
    for each in mistaken(content):
        assert each.line is not None, each
        assert 1 <= each.line <= last, each
        assert len(each.message.split()) >= 3, each


@pytest.mark.parametrize("name", STRANGE)
def test_no_model_file_is_too_strange(name: str) -> None:
    mistaken(STRANGE[name])


@pytest.mark.slow
@law(40)
@given(st.data())
def test_a_model_file_that_is_cut_or_stained_is_refused_by_line_or_still_compiles(drawn: st.DataObject) -> None:
    whole = drawn.draw(st.sampled_from(FILES))
    at = drawn.draw(st.integers(0, len(whole)))
    stain = drawn.draw(
        st.sampled_from([b"\n", b": ", b"- ", b"{", b"[", b"&a ", b"*a", b"! ", b'"', b"\t", b"\xff", b"#", b"| "])
    )
    tried(whole[:at] + stain + whole[at + drawn.draw(st.integers(0, 20)) :])


@pytest.mark.slow
@law(40)
@given(broken(parse(FILES[-1]).content))
def test_a_model_file_with_a_wrong_part_is_refused_by_line_or_still_compiles(document: Json) -> None:
    if isinstance(document, dict):
        tried(json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace"))
