import json
from pathlib import Path

import pytest

from leadflow.cli.main import main

BROKEN = "model: acme\nsignals: { demo: { activity: form.submited } }\n"
DOUBTFUL = "model: acme\nsignals: { opened: { activity: email.opened } }\n"
FINE = "model: acme\n"
Out = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "leadflow.yaml"


def check(file: Path, text: str, *words: str) -> int:
    file.write_text(text, encoding="utf-8")
    return main(["check", str(file), *words])


def test_a_model_without_mistakes_is_fine(file: Path, capsys: Out) -> None:
    assert check(file, FINE) == 0
    assert capsys.readouterr().out == f"{file}: no mistakes\n"


def test_a_mistake_is_told_with_its_file_and_line(file: Path, capsys: Out) -> None:
    assert check(file, BROKEN) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:2: signals.demo.activity: there is no type of activity form.submited; did you mean form.submitted?",
        f"{file}: 1 mistake",
    ]


def test_a_warning_is_a_mistake_only_where_it_is_to_be(file: Path, capsys: Out) -> None:
    assert check(file, DOUBTFUL) == 0
    assert check(file, DOUBTFUL, "--strict") == 1
    assert capsys.readouterr().out.splitlines()[0].startswith(f"{file}:2: warning: signals.opened.activity: opens are")


def test_programs_get_one_json_object(file: Path, capsys: Out) -> None:
    assert check(file, BROKEN, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["fine"] is False
    (finding,) = told["findings"]
    assert (finding["path"], finding["line"], finding["warning"]) == ("signals.demo.activity", 2, False)


def test_text_that_is_no_yaml_is_a_mistake_too(file: Path, capsys: Out) -> None:
    assert check(file, "model: {") == 1
    assert "this is no YAML" in capsys.readouterr().out


def test_a_missing_file_is_wrong_usage(file: Path, capsys: Out) -> None:
    assert main(["check", str(file)]) == 2
    assert capsys.readouterr().err == f"{file}: No such file or directory\n"
