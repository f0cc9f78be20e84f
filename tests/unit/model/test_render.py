import subprocess
import sys
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from leadflow.adapters import compiled
from leadflow.domain.lead_model import LeadModel
from leadflow.model.compile import load, write
from leadflow.model.document import parse
from leadflow.model.render import render
from tests.fragments import Document
from tests.laws.cases import law
from tests.models import KINDS
from tests.strategies import models
from tests.unit.model.conditions import kinds_of_conditions

FULL = """
model: acme
timezone: Europe/Oslo
sources:
  site: { kind: segment, secret: site, trust: public, origins: ["https://acme.example"] }
  contact: { kind: form, secret: contact, fields: { a: b } }
signals:
  viewed: { activity: page.viewed, where: { url: "*/a*", percent: { above: 3 } }, measure: percent, per: day }
  deep: { visit: { of: viewed, at_least: 3, gap: 1 hour }, reset_by: touch, says: read a lot }
scores:
  readiness:
    range: null
    half_life: 3 days
    points:
      interaction: { each: 1, at_most: 3 per week, once_every: 1 day }
      viewed: { each: 1, linear: 9 days }
      deep: { each: -1, expires: 9 days }
    caps: { content: { of: [interaction, viewed], at_most: 30 } }
    inactivity: { lose: 1, every: 9 days }
    traits: [{ when: { trait: renewal, due_within: 9 days }, points: 3 }]
  overall: { combine: { readiness: 0.7 }, range: [-1, 1] }
classes:
  level: { high: { score: readiness, above: 3 }, low: otherwise }
  stage: { sticky: forward, new: otherwise, won: { any: [{ trait: crm.stage, is: won }, { trait: level, is: a }] } }
segments:
  hot: { when: { class: level, is: [high, none] }, until: { score: readiness, below: 1 } }
  long: { all: [{ in: hot, for: 3 days }, { not: { signal: viewed, total: 3.5, within: 9 days } }] }
  moving: { any: [{ score: overall, rose: 1, within: 9 days }, { score: overall, peaked: 1, within: 9 days }] }
  dated: { any: [{ trait: renewal, after: 2026-01-01, before: 2026-12-31 }, { trait: first_seen, within: 9 days }] }
  quiet: { all: [{ without: deep, for: 9 days }, { signal: deep, at_most: 2 }] }
  unknown: { all: [{ score: readiness, is: none }, { trait: owner, exists: true }] }
machine: { settle: 90 seconds, hidden_link: "*/unseen*", user_agents: ["*bot*"] }
automations:
  tell: { when: { becomes: { level: high } }, unless: { in: hot }, cooldown: 1 day, do: [{ notify: us }] }
  again: { when: { signal: deep, cause: [activity, time] }, fresh: 1 day, next: Call, do: [{ notify: us }] }
channels: { us: { slack: us } }
"""


def executed(text: str) -> LeadModel:
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - the module is the subject
    found = names["model"]()
    assert isinstance(found, LeadModel)
    assert found.senders == names["SENDERS"]
    return found


@pytest.mark.slow
@law(60)
@given(models())
def test_the_module_holds_the_very_model(document: Document) -> None:
    model = load(document, KINDS)
    found = executed(render(model))
    assert found == model
    assert found.fingerprint == model.fingerprint


def test_every_kind_of_part_is_rendered() -> None:
    model = load(parse(FULL).content, KINDS)
    assert executed(render(model)) == model
    assert {each for each in kinds_of_conditions() if each.__name__ not in render(model)} == set()


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the module goes that a function loads."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "leadflow_model", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compiled.model.cache_clear()
    invalidate_caches()
    return tmp_path / "leadflow_model.py"


def test_what_the_build_writes_is_what_a_function_loads(module: Path, tmp_path: Path) -> None:
    source = tmp_path / "leadflow.yaml"
    source.write_text(FULL, encoding="utf-8")
    written = write(source, module, KINDS)
    assert compiled.model() == written
    assert compiled.senders() == written.senders


def test_the_senders_alone_load_nothing_else_of_the_model(module: Path, tmp_path: Path) -> None:
    source = tmp_path / "leadflow.yaml"
    source.write_text(FULL, encoding="utf-8")
    write(source, module, KINDS)
    told = "import sys, leadflow_model; print(*(each for each in sys.modules if each.startswith('leadflow.')))"
    places = f"{tmp_path}:{Path(compiled.__file__).parents[2]}"
    done = subprocess.run(
        [sys.executable, "-c", told], env={"PYTHONPATH": places}, check=True, capture_output=True, text=True
    )
    loaded = {"leadflow.domain", "leadflow.domain.crm", "leadflow.domain.instant", "leadflow.domain.sender"}
    assert set(done.stdout.split()) == loaded


@pytest.mark.parametrize("part", [compiled.model, compiled.senders])
def test_without_the_module_the_function_says_what_to_do(module: Path, part: Callable[[], object]) -> None:
    assert not module.exists()
    with pytest.raises(compiled.NotCompiled, match="build it"):
        part()


@pytest.mark.parametrize("part", [compiled.model, compiled.senders])
def test_a_module_with_something_else_in_it_is_no_model(module: Path, part: Callable[[], object]) -> None:
    module.write_text("MODEL = 3\n", encoding="utf-8")
    with pytest.raises(compiled.NotCompiled, match="build it"):
        part()
    assert import_module("leadflow_model").MODEL == 3
