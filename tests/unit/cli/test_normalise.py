"""`leadflow normalise` shows what a body becomes, or says why it is refused."""

import io
import json
import sys
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from leadflow.cli.main import main
from local.samples import EVENTS, Sample, sample, samples


def normalise(monkeypatch: pytest.MonkeyPatch, stdin: bytes, *words: str) -> int:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
    return main(["normalise", *words])


def printed(capsys: pytest.CaptureFixture[str]) -> Sequence[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("one", list(samples()), ids=lambda one: one.name)
def test_every_sample_can_be_looked_at(
    one: Sample, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = EVENTS / f"{one.name}.headers.json"
    assert normalise(monkeypatch, one.request.body, one.sender.kind, "--headers", str(headers)) == 0
    assert [activity["type"] for activity in printed(capsys)] == [activity["type"] for activity in one.expected]


def test_without_headers_the_usual_ones_are_assumed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert normalise(monkeypatch, b"email=ada%40nordlys.example&job=VP", "form", "--field", "job=title") == 0
    [activity] = printed(capsys)
    assert (activity["lead"], activity["traits"]) == ({"email": "ada@nordlys.example"}, {"title": "VP"})


@pytest.mark.parametrize("stdin", [b"", b"{}", b"[" * 100_000, b'[{"event":"open","timestamp":0}]'])
def test_a_body_that_is_refused_says_why(
    stdin: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert normalise(monkeypatch, stdin, "sendgrid") == 1
    assert capsys.readouterr().err.startswith("refused (400 unreadable): ")


def test_a_secret_is_held_against_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    vector = sample("typeform", "vector")
    headers = str(EVENTS / "typeform/vector.headers.json")
    for secret, code in ((vector.secret, 0), ("another", 1)):
        assert normalise(monkeypatch, vector.request.body, "typeform", "--headers", headers, "--secret", secret) == code


@pytest.mark.parametrize(
    "words", [["--headers", "nowhere.json"], ["--headers", str(EVENTS / "sendgrid/batch.json")], ["--field", "email"]]
)
def test_wrong_usage_is_told_apart(words: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert normalise(monkeypatch, b"[]", "sendgrid", *words) == 2
