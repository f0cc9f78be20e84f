"""`leadflow normalise` shows what a body becomes, or says why it is refused."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest

from leadflow.cli.main import main
from local.samples import EVENTS, sample, samples


def normalise(monkeypatch: pytest.MonkeyPatch, stdin: bytes, *words: str) -> int:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
    return main(["normalise", *words])


def printed(capsys: pytest.CaptureFixture[str]) -> Sequence[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


FIRST: Final = {one.sender.kind: one for one in reversed(samples()) if one.expected}


@pytest.mark.parametrize("kind", FIRST)
def test_a_sample_of_every_kind_can_be_looked_at(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = FIRST[kind]
    headers = EVENTS / f"{one.name}.headers.json"
    assert normalise(monkeypatch, one.request.body, kind, "--headers", str(headers)) == 0
    assert [activity["type"] for activity in printed(capsys)] == [activity["type"] for activity in one.expected]


def test_what_the_provider_would_be_asked_for_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vector = sample("meta_lead_ads", "vector")
    assert normalise(monkeypatch, vector.request.body, "meta_lead_ads") == 0
    assert "the provider is asked for lead 444" in capsys.readouterr().err


def test_a_source_of_the_model_says_what_its_fields_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("form", "--source", "contact", "--model", str(EVENTS.parent / "leadflow.yaml"))
    assert normalise(monkeypatch, b"email=ada%40nordlys.example&job=VP", *asked) == 0
    [activity] = printed(capsys)
    assert (activity["source"], activity["traits"]) == ("contact", {"title": "VP"})
    assert normalise(monkeypatch, b"", "form", "--source", "site", *asked[3:]) == 2
    assert "there is no source site of kind form; there are contact" in capsys.readouterr().err


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


def test_an_instant_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    about = tmp_path / "about.json"
    about.write_text(json.dumps({"headers": {}, "received_at": "yesterday"}))
    assert normalise(monkeypatch, b"[]", "sendgrid", "--headers", str(about)) == 2
    assert "received_at is no instant" in capsys.readouterr().err


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
