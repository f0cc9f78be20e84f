"""From the model file to the lead model: everything checked, every name resolved, every default filled in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from leadflow.domain.calendar import Calendar
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.signal import BUILT_IN, KEEP, Signal
from leadflow.model import segments
from leadflow.model.check import findings
from leadflow.model.document import parse
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import BadModel, Lines
from leadflow.model.references import mentions
from leadflow.model.render import render
from leadflow.model.sentences import Mention


def read(path: Path, kinds: Collection[str]) -> LeadModel:
    """The lead model in the file; `kinds` are the kinds of source there are. Raises BadModel, OSError."""
    document = parse(path.read_bytes())
    return load(document.content, kinds, document.lines)


def load(content: Mapping[str, Json], kinds: Collection[str], lines: Lines | None = None) -> LeadModel:
    """The lead model that the content of a model file states. Raises BadModel."""
    mistakes = [each for each in findings(content, kinds, lines or {}) if not each.warning]
    if mistakes:
        raise BadModel(mistakes)
    return compiled(ModelFile.model_validate(content))


def write(source: Path, target: Path, kinds: Collection[str]) -> LeadModel:
    """Compile the model file into a Python module, and return what it holds. Raises BadModel, OSError."""
    model = read(source, kinds)
    target.write_text(render(model), encoding="utf-8")
    return model


def compiled(file: ModelFile) -> LeadModel:
    """The lead model of a file that is free of mistakes."""
    used = list(mentions(file))
    return LeadModel(
        name=file.model,
        calendar=Calendar(file.timezone),
        senders={name: each.compiled(name, rank) for rank, (name, each) in enumerate(file.sources.items())},
        signals={name: each.compiled(name) for name, each in file.signals.items()} | _built_in(used),
        scores={name: each.compiled(name) for name, each in file.scores.items()},
        classes={name: segments.labelled(name, each) for name, each in file.classes.items()},
        segments={name: segments.segment(name, each) for name, each in file.segments.items()},
        automations={name: each.compiled(name) for name, each in file.automations.items()},
        channels={name: each.compiled(name) for name, each in file.channels.items()},
        traits=tuple(dict.fromkeys(each.name for each in used if each.section == "traits")),
    )


def _built_in(used: Iterable[Mention]) -> dict[str, Signal]:
    """The signals that every model has; where only the last is asked for, only the last day is kept."""
    counted = {each.name for each in used if each.section == "signals" and each.place[-1] != "without"}
    return {name: replace(each, keep=KEEP) if name in counted else each for name, each in BUILT_IN.items()}
