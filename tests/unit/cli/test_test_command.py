import json
from pathlib import Path

import pytest

from leadflow.cli.main import main
from local.provision import ROOT

MODEL = """
model: acme
signals: { demo: { activity: form.submitted, says: asked for a demo } }
scores: { readiness: { half_life: 10 days, points: { demo: 40 } } }
segments: { ready: { score: readiness, above: 30 } }
"""
CASES = """
cases:
  - name: A demo makes somebody ready
    given: [{ at: day 1 09:00, activity: form.submitted }]
    then: { in: ready }
  - name: It is worth a lot
    given: [{ at: day 1 09:00, activity: form.submitted }]
    then:
      - { scores: { readiness: 62 }, in: ready }
      - { after: 10 days, scores: { readiness: 20 }, in: ready }
"""
Out = pytest.CaptureFixture[str]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    model, cases = tmp_path / "acme.yaml", tmp_path / "acme.test.yaml"
    model.write_text(MODEL, encoding="utf-8")
    cases.write_text(CASES, encoding="utf-8")
    return model, cases


@pytest.mark.slow
def test_the_model_that_ships_passes_its_cases(capsys: Out) -> None:
    assert main(["test", str(ROOT / "leadflow.yaml")]) == 0
    *lines, verdict = capsys.readouterr().out.splitlines()
    assert 6 <= len(lines) <= 20
    assert all(line.startswith("ok    ") for line in lines)
    assert verdict == f"{len(lines)} cases, none failed"


def test_a_case_that_fails_is_told_with_its_line_what_was_expected_and_why(
    files: tuple[Path, Path], capsys: Out
) -> None:
    model, cases = files
    assert main(["test", str(model)]) == 1
    assert capsys.readouterr().out == (
        "ok    A demo makes somebody ready\n"
        "FAIL  It is worth a lot\n"
        f"  {cases}:9: day 1 09:00 (2026-03-02 09:00 UTC)\n"
        "    expected  readiness 62  found  readiness 40.0\n"
        "    readiness\n"
        "      40.0    asked for a demo  just now  2026-03-02 09:00 UTC  given 1\n"
        "      40.0    together\n"
        f"  {cases}:10: day 11 09:00 (2026-03-12 09:00 UTC)\n"
        "    expected  in ready  found  not in ready\n"
        "    readiness\n"
        "      20.0  of 40.0  asked for a demo  10 days ago  2026-03-02 09:00 UTC  given 1\n"
        "      20.0           together\n"
        "2 cases, 1 failed\n"
    )


def test_programs_get_one_object(files: tuple[Path, Path], capsys: Out) -> None:
    model, cases = files
    assert main(["test", str(model), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["fine"], [each["fine"] for each in told["cases"]]) == (False, [True, False])
    failed = told["cases"][1]
    assert (failed["case"], failed["file"], failed["line"]) == ("It is worth a lot", str(cases), 6)
    assert failed["differences"] == [
        {"at": "2026-03-02T09:00:00Z", "line": 9, "expected": "readiness 62", "found": "readiness 40.0"},
        {"at": "2026-03-12T09:00:00Z", "line": 10, "expected": "in ready", "found": "not in ready"},
    ]


def test_files_of_cases_can_be_named(files: tuple[Path, Path], capsys: Out) -> None:
    model, cases = files
    other = cases.with_name("other.yaml")
    other.write_text("\n".join(CASES.splitlines()[:5]), encoding="utf-8")
    assert main(["test", str(model), str(other), str(other)]) == 0
    assert capsys.readouterr().out.endswith("2 cases, none failed\n")


def test_mistakes_in_the_cases_are_told_like_the_model_s(files: tuple[Path, Path], capsys: Out) -> None:
    model, cases = files
    cases.write_text(CASES.replace("in: ready", "in: redy"), encoding="utf-8")
    assert main(["test", str(model)]) == 1
    first, *_ = capsys.readouterr().err.splitlines()
    assert first == f"{cases}:5: cases.0.then.in: the model has no segment redy; did you mean ready?"


def test_a_model_without_cases_is_wrong_usage(files: tuple[Path, Path], capsys: Out) -> None:
    model, cases = files
    cases.unlink()
    assert main(["test", str(model)]) == 2
    assert capsys.readouterr().err == f"{model} has no cases: there is no {cases}\n"
    assert main(["test", str(model), str(cases)]) == 2
    assert capsys.readouterr().err == f"{cases}: No such file or directory\n"
