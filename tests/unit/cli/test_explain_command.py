from pathlib import Path

import pytest

from leadflow.cli.main import main

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADFLOW_HOME", str(tmp_path))


def test_without_a_stack_it_says_how_to_start_one(capsys: Out) -> None:
    assert main(["explain", "ada@nordlys.example"]) == 1
    assert capsys.readouterr().err == "no stack is up: `leadflow up` starts one, --stack names one on AWS\n"


def test_what_is_no_address_is_wrong_usage(capsys: Out) -> None:
    assert main(["explain", "ada"]) == 2
    assert capsys.readouterr().err == "'ada' is no email address\n"
