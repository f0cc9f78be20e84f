from dataclasses import dataclass

import pytest

from leadflow.adapters.deployment import Deployment, Direction
from leadflow.domain.lead_model import Channel, LeadModel
from leadflow.domain.sender import Sender
from local import deploy


@dataclass(frozen=True, slots=True)
class Kept(Deployment):
    """A stack with these secrets."""

    there: frozenset[tuple[Direction, str]] = frozenset()

    def secrets(self) -> frozenset[tuple[Direction, str]]:
        return self.there


MODEL = LeadModel(
    "acme",
    senders={"a": Sender("a", "form", "key"), "b": Sender("b", "form", "key")},
    channels={"sales": Channel("sales", "slack", "key")},
)


def test_each_missing_secret_is_named_once_with_its_command() -> None:
    assert list(deploy.missing(MODEL, Kept("live"))) == [
        ".venv/bin/leadflow secret make key --stack live",
        ".venv/bin/leadflow secret set key --out --stack live",
    ]


def test_a_secret_that_is_there_is_not_named() -> None:
    kept = Kept("live", there=frozenset({(Direction.IN, "key"), (Direction.OUT, "key")}))
    assert list(deploy.missing(MODEL, kept)) == []


def test_without_credentials_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("nobody")))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(deploy, "SAM", tmp_path_factory.mktemp("sam"))
    assert deploy.main([]) == 1
    assert "AWS_PROFILE" in capsys.readouterr().err
