"""From the model file to the lead model: everything checked, every name resolved, every default filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from leadflow.domain.calendar import Calendar
from leadflow.domain.courses import INTERACTION
from leadflow.domain.facts import FACTS
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Kinds
from leadflow.domain.signal import BUILT_IN, KEEP, Signal
from leadflow.model import acting, segments
from leadflow.model.check import findings
from leadflow.model.classes import labelled
from leadflow.model.document import parse
from leadflow.model.grammar import ModelFile
from leadflow.model.ignore import ignored
from leadflow.model.mistakes import BadModel, Lines
from leadflow.model.references import mentions
from leadflow.model.render import render
from leadflow.model.sentences import Mention


def read(path: Path, kinds: Kinds) -> LeadModel:
    """The lead model in the file; `kinds` are the kinds of source there are. Raises BadModel, OSError."""
    document = parse(path.read_bytes())
    return load(document.content, kinds, document.lines)


def load(content: Mapping[str, Json], kinds: Kinds, lines: Lines | None = None) -> LeadModel:
    """The lead model that the content of a model file states. Raises BadModel."""
    mistakes = [each for each in findings(content, kinds, lines or {}) if not each.warning]
    if mistakes:
        raise BadModel(mistakes)
    return compiled(ModelFile.model_validate(content), kinds)


def write(source: Path, target: Path, kinds: Kinds) -> LeadModel:
    """Compile the model file into a Python module, and return what it holds. Raises BadModel, OSError."""
    model = read(source, kinds)
    target.write_text(render(model), encoding="utf-8")
    return model


def compiled(file: ModelFile, kinds: Kinds) -> LeadModel:
    """The lead model of a file that is free of mistakes."""
    used = list(mentions(file))
    crm = acting.crm(file)
    fields, speaker = ({}, None) if crm is None else (crm.fields, crm.source)
    return LeadModel(
        name=file.model,
        calendar=Calendar(file.timezone),
        senders={
            name: each.compiled(name, rank, kinds[each.kind], fields if name == speaker else {})
            for rank, (name, each) in enumerate(file.sources.items())
        },
        ignored=ignored(file.ignore),
        signals={name: each.compiled(name) for name, each in file.signals.items()} | _built_in(used, file),
        machine=file.machine.compiled(),
        scores={name: each.compiled(name) for name, each in file.scores.items()},
        classes={name: labelled(name, each) for name, each in file.classes.items()},
        segments={name: segments.segment(name, each) for name, each in file.segments.items()},
        automations=acting.automations(file),
        channels=acting.channels(file),
        crm=crm,
        traits=tuple(dict.fromkeys((*_stored(used), *acting.owners(file, used)))),
        routing=tuple(each.compiled() for each in file.routing),
        tracks={name: each.via.compiled(name) for name, each in file.tracks.items()},
        team={name: each.compiled(file.timezone) for name, each in file.team.items()},
    )


def _stored(used: Iterable[Mention]) -> Iterator[str]:
    """The traits that are asked for and must be told."""
    return (each.name for each in used if each.section == "traits" and each.name not in FACTS)


def _built_in(used: Iterable[Mention], file: ModelFile) -> dict[str, Signal]:
    """The signals that every model has; where only the last is asked for, only the last day is kept."""
    last = {"without", "reset_by"}
    counted = {each.name for each in used if each.section == "signals" and each.place[-1] not in last}
    if any(score.inactivity for score in file.scores.values()):
        counted.add(INTERACTION)
    return {name: replace(each, keep=KEEP) if name in counted else each for name, each in BUILT_IN.items()}
