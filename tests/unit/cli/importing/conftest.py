"""A folder with a model file, in which files are imported."""

from pathlib import Path

import pytest

MODEL = """
model: test
timezone: Europe/Oslo
ignore: [{ email: "*@acme.example" }]
scores: { fit: { traits: [{ when: { trait: employees, at_least: 5 }, points: 1 }] } }
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path
