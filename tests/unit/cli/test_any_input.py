"""Whatever stands in the files that a command reads and on its standard input: an exit code and words, no traceback."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.cli.failure import Failure
from leadflow.cli.main import main
from leadflow.cli.secret import read
from local.build import MODEL, ROOT
from local.samples import Sample, sample, samples

SAMPLES: Final = samples()
CASES: Final = ROOT / "leadflow.test.yaml"
ACTIVITIES: Final = "".join(f"{json.dumps(each)}\n" for one in SAMPLES[:12] for each in one.expected).encode()
ROWS: Final = b'email,company,title\nada@nordlys.example,Nordlys,CTO\n"bo@nordlys.example","Nord\nlys",\n'

FILES: Final = {
    "model.yaml": MODEL.read_bytes(),
    "leadflow.test.yaml": CASES.read_bytes(),
    "activities.jsonl": ACTIVITIES,
    "rows.csv": ROWS,
}

COMMANDS: Final = (
    ("check", "model.yaml", "--json"),
    ("check", "model.yaml", "--strict"),
    ("test", "model.yaml"),
    ("test", "model.yaml", "leadflow.test.yaml", "--json"),
    ("replay", "model.yaml", "activities.jsonl", "--json"),
    ("replay", "model.yaml", "activities.jsonl", "--explain", "ada@nordlys.example"),
    ("import", "rows.csv", "--dry-run", "--model", "model.yaml"),
)
"""What reads files; each of those that it names is put out of order in turn."""

PLACES: Final = [(words, name) for words in COMMANDS for name in words if name in FILES]

STAINS: Final = st.sampled_from([b"\0", b"\xff", b"\n", b"[", b"{", b'"', b": ", b"-", b"\xe2\x80\xae", b"\x1b[2J"])

fuzzed: Final = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which no stack is up."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("here")
        patch.setenv("LEADFLOW_HOME", str(folder / "home"))
        patch.chdir(folder)
        yield folder


def stained(drawn: st.DataObject, whole: bytes) -> bytes:
    """Cut, or with something else somewhere."""
    at = drawn.draw(st.integers(0, len(whole)))
    rest = whole[at + drawn.draw(st.integers(0, 20)) :]
    return whole[:at] + drawn.draw(STAINS | st.binary(max_size=3)) + drawn.draw(st.sampled_from([rest, rest, b""]))


def ended(words: list[str], typed: bytes = b"") -> None:
    """It ends with one of three codes, and with words where that is not 0."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        try:
            code: object = main(words)
        except SystemExit as usage:
            code = usage.code
    assert code in (0, 1, 2)
    told = out.getvalue() + err.getvalue()
    assert code == 0 or told.strip()
    assert "Traceback" not in told
    assert "\x1b" not in told


@pytest.mark.slow
@pytest.mark.parametrize(("words", "name"), PLACES, ids=lambda each: each if isinstance(each, str) else each[0])
@fuzzed
@given(drawn=st.data())
def test_no_file_is_too_strange(here: Path, words: tuple[str, ...], name: str, drawn: st.DataObject) -> None:
    for each, whole in FILES.items():
        (here / each).write_bytes(stained(drawn, whole) if each == name else whole)
    ended(list(words))


@pytest.mark.slow
@settings(fuzzed, max_examples=60)
@given(one=st.sampled_from(SAMPLES), drawn=st.data())
def test_no_webhook_and_no_headers_are_too_strange(here: Path, one: Sample, drawn: st.DataObject) -> None:
    headers = json.dumps({"headers": dict(one.request.headers), "received_at": "2026-03-02T10:00:30Z"}).encode()
    stain = drawn.draw(st.sampled_from(["headers", "body", "both"]))
    (here / "headers.json").write_bytes(headers if stain == "body" else stained(drawn, headers))
    body = one.request.body if stain == "headers" else stained(drawn, one.request.body)
    ended(["normalise", one.sender.kind, "--headers", "headers.json"], body)


@pytest.mark.slow
@settings(fuzzed, max_examples=40)
@given(
    st.binary(max_size=40)
    | st.lists(st.sampled_from([b"-----BEGIN X-----", b"\n", b"abc", b"\xff", b" "])).map(b"".join)
)
def test_a_value_that_is_typed_is_one_line_or_refused(typed: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        try:
            assert len(read().splitlines()) == 1
        except Failure as refused:
            told, code = str(refused), refused.code
        else:
            return
    assert code == 2
    assert len(told.splitlines()) == 1


def test_a_sample_that_nothing_was_done_to_is_read(here: Path) -> None:
    one = sample("sendgrid", "click")
    (here / "headers.json").write_text(json.dumps(dict(one.request.headers)), encoding="utf-8")
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(one.request.body)))
        assert main(["normalise", "sendgrid", "--headers", "headers.json"]) == 0
    assert json.loads(out.getvalue())["type"] == one.expected[0]["type"]
