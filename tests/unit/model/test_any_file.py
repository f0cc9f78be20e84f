"""Whatever a model file holds, it is checked or refused in words."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadflow.model.compile import load
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel
from leadflow.model.render import render
from tests.laws.cases import law
from tests.models import KINDS

EXAMPLE: Final = (Path(__file__).parent / "example.yaml").read_bytes()

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


def read(content: bytes) -> None:
    document = parse(content)
    if isinstance(document.content, dict):
        render(load(document.content, KINDS, document.lines)).encode()


@pytest.mark.parametrize("name", STRANGE)
def test_no_model_file_is_too_strange(name: str) -> None:
    with suppress(BadModel):
        read(STRANGE[name])


@pytest.mark.slow
@law(40)
@given(st.data())
def test_a_model_file_that_is_cut_or_stained_is_refused_in_words_or_still_compiles(drawn: st.DataObject) -> None:
    at = drawn.draw(st.integers(0, len(EXAMPLE)))
    stain = drawn.draw(
        st.sampled_from([b"\n", b": ", b"- ", b"{", b"[", b"&a ", b"*a", b"! ", b'"', b"\t", b"\xff", b"#", b"| "])
    )
    with suppress(BadModel):
        read(EXAMPLE[:at] + stain + EXAMPLE[at + drawn.draw(st.integers(0, 20)) :])
