"""`leadflow secret` against a parameter store: set, made up, changed without a gap, and never shown where not ours."""

import getpass
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import boto3
import pytest

from leadflow.adapters.aws import asking
from leadflow.adapters.secrets import parameters
from leadflow.cli.main import main
from tests.integration.aws import by_moto
from tests.unit.channels.matters import KEY

MODEL: Final = """
model: acme
sources:
  newsletter: { kind: sendgrid, secret: newsletter }
  contact: { kind: form, secret: contact }
  site: { kind: segment, secret: site }
channels:
  sales: { slack: sales-webhook }
  head: { email: head@acme.example }
  data: { webhook: data-team }
"""

NAMED: Final = "contact, data-team, newsletter, sales-webhook, site"


PEM: Final = "-----BEGIN PUBLIC KEY-----\nMFkw\nEwYH\n-----END PUBLIC KEY-----\n"


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
    return list(parameters(asking(boto3.client("ssm")), f"/leadflow/live/{way}")(name))


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


def test_a_rotation_that_was_not_finished_loses_no_live_secret_to_the_next(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret(monkeypatch, written, "set", "newsletter", value="in use")
    for value in ("mistyped", "new"):
        assert secret(monkeypatch, written, "rotate", "newsletter", value=value) == 0
    assert live("newsletter") == ["new", "mistyped", "in use"]
    assert secret(monkeypatch, written, "rotate", "newsletter", "--finish") == 0
    assert live("newsletter") == ["new"]


def test_blank_lines_of_a_secret_that_was_written_by_hand_are_none(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = "\n current \nold\n"
    boto3.client("ssm").put_parameter(Name="/leadflow/live/in/newsletter", Value=value, Type="SecureString")
    assert secret(monkeypatch, written, "rotate", "newsletter", "--finish") == 0
    assert live("newsletter") == ["current"]


def test_a_public_key_that_is_pasted_as_pem_is_one_secret(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret(monkeypatch, written, "set", "newsletter", value=PEM) == 0
    assert live("newsletter") == ["MFkwEwYH"]


def test_a_public_key_is_pasted_into_a_terminal_line_by_line(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = iter(PEM.splitlines())
    monkeypatch.setattr(getpass, "getpass", lambda _: next(pasted))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    assert main(["secret", "set", "newsletter", "--model", written, "--stack", "live"]) == 0
    assert live("newsletter") == ["MFkwEwYH"]


def test_a_secret_of_several_lines_is_refused_since_each_would_be_one(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, "set", "newsletter", value="one\ntwo\n") == 2
    assert "one line" in capsys.readouterr().err
    assert live("newsletter") == []


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
        (["set", "nothing"], f"the model names no secret nothing; it names {NAMED}"),
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


def test_a_webhook_s_key_is_made_up_and_shown_once_its_address_never(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, "set", "data-team", value="https://hooks.acme.example/leads\n") == 0
    printed = capsys.readouterr()
    [key] = printed.out.split()
    assert live("data-team", "out") == [f"https://hooks.acme.example/leads {key}"]
    assert "hooks.acme.example" not in printed.out + printed.err
    assert secret(monkeypatch, written, "rotate", "data-team", value="https://hooks.acme.example/leads\n") == 0
    [another] = capsys.readouterr().out.split()
    assert live("data-team", "out") == [f"https://hooks.acme.example/leads {each}" for each in (another, key)]
    assert secret(monkeypatch, written, "rotate", "data-team", "--finish") == 0
    assert (len(live("data-team", "out")), capsys.readouterr().out) == (1, "")


def test_a_webhook_s_own_key_is_taken_as_it_is(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = f"https://hooks.acme.example/leads {KEY}"
    assert secret(monkeypatch, written, "set", "data-team", value=whole) == 0
    assert live("data-team", "out") == [whole]


@pytest.mark.parametrize(
    "value", ["http://a.example/", "https://", "a.example", "https://a.example x", f"https://a.example {KEY} {KEY}"]
)
def test_what_is_no_webhook_is_not_written(value: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret(monkeypatch, written, "set", "data-team", value=value) == 2
    assert live("data-team", "out") == []


def test_mail_needs_no_secret(
    written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert secret(monkeypatch, written, "set", "head", value="x") == 2
    assert "contact, data-team, newsletter, sales-webhook, site" in capsys.readouterr().err
