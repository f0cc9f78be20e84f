"""A model file and recorded activities, as `leadflow replay` takes them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from leadflow.cli.main import main

MODEL = """
model: acme
signals: { demo: { activity: form.submitted, says: asked for a demo } }
scores:
  readiness: { half_life: 10 days, points: { demo: 40 } }
  fit: { range: [0, 20], traits: [{ when: { trait: title, is: ceo }, points: 30 }] }
classes: { interest: { high: { score: readiness, above: 30 } } }
segments: { ready: { score: readiness, above: 50 } }
"""
DEMO: Mapping[str, object] = {
    "id": "typeform:1",
    "lead": {"email": "ada@nordlys.example"},
    "type": "form.submitted",
    "occurred_at": "2026-03-02T09:00:00Z",
    "source": "demo-form",
    "traits": {"title": "ceo"},
}
AGAIN = {**DEMO, "id": "typeform:2", "occurred_at": "2026-03-03T09:00:00Z"}
CAUSE = '"cause": "activity"'
STANDING = '"segments": ["ready"], "classes": {"interest": "high"}, "valid_until": "2026-03-09T15:56:42.562695Z"'
BOTH = {**DEMO, "lead": {"email": "ada@nordlys.example", "user_id": "7"}}
Out = pytest.CaptureFixture[str]


class Replay:
    """The command, on files of its own."""

    def __init__(self, folder: Path) -> None:
        self.model, self.activities = folder / "model.yaml", folder / "activities.jsonl"
        self.model.write_text(MODEL, encoding="utf-8")

    def __call__(self, *words: str, lines: list[object], raw: bytes = b"") -> int:
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        self.activities.write_bytes(text.encode() + raw)
        return main(["replay", str(self.model), str(self.activities), *words])
