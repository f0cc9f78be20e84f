"""`leadflow secret` against a parameter store: set, made up, changed without a gap, and never shown where not ours."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import boto3
import pytest

from leadflow.adapters.secrets import parameters
from leadflow.cli.main import main
from tests.integration.aws import by_moto

MODEL: Final = """
model: acme
sources:
  newsletter: { kind: sendgrid, secret: newsletter }
  contact: { kind: form, secret: contact }
  site: { kind: segment, secret: site }
channels:
  sales: { slack: sales-webhook }
"""


@pytest.fixture
def written(tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "leadflow.yaml"
    file.write_text(MODEL)
    with by_moto():
        yield str(file)


def secret(monkeypatch: pytest.MonkeyPatch, written: str, *words: str, value: str = "") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(value))
    return main(["secret", *words, "--model", written, "--stack", "live"])


def live(name: str, way: str = "in") -> list[str]:
    return list(parameters(boto3.client("ssm"), f"/leadflow/live/{way}")(name))


def test_what_a_provider_shows_is_set_and_never_shown_again(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, "set", "newsletter", value="MFkw...\n") == 0
    assert live("newsletter") == ["MFkw..."]
    printed = capsys.readouterr()
    assert "MFkw" not in printed.out + printed.err


def test_what_is_ours_is_made_up_and_shown_once(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, "make", "contact") == 0
    assert live("contact") == capsys.readouterr().out.split()


def test_two_are_live_while_one_is_rotated_and_then_one(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret(monkeypatch, written, "make", "contact")
    [first] = capsys.readouterr().out.split()
    assert secret(monkeypatch, written, "rotate", "contact") == 0
    [second] = capsys.readouterr().out.split()
    assert live("contact") == [second, first]
    assert secret(monkeypatch, written, "rotate", "contact", "--finish") == 0
    assert live("contact") == [second]
    assert first not in capsys.readouterr().out


def test_a_providers_secret_is_rotated_with_the_value_that_it_shows(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(monkeypatch, written, "set", "newsletter", value="old")
    assert secret(monkeypatch, written, "rotate", "newsletter", value="new") == 0
    assert live("newsletter") == ["new", "old"]


def test_a_channels_address_goes_the_other_way(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret(monkeypatch, written, "set", "sales-webhook", value="https://hooks") == 0
    assert live("sales-webhook", "out") == ["https://hooks"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["make", "newsletter"], "not ours to make up"),
        (["rotate", "contact"], "there is no contact to rotate yet; `make` it"),
        (["rotate", "newsletter"], "there is no newsletter to rotate yet; `set` it"),
        (["set", "newsletter", "--finish"], "--finish goes with rotate only"),
        (["set", "nothing"], "the model names no secret nothing; it names contact, newsletter, sales-webhook, site"),
        (["set", "newsletter"], "the value is empty"),
    ],
)
def test_wrong_usage_says_what_is_right(
    words: list[str], said: str, written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, *words) == 2
    assert said in capsys.readouterr().err


def test_what_is_there_is_not_made_anew(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret(monkeypatch, written, "make", "site")
    assert secret(monkeypatch, written, "make", "site") == 2
    assert "`rotate` changes it" in capsys.readouterr().err
