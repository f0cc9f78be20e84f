"""Which names a model file knows, which it uses where, and whether it knows them all."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.domain.json import Json
from leadflow.domain.signal import BUILT_IN
from leadflow.domain.track import PREFIX
from leadflow.model import account_conditions
from leadflow.model.classes import STICKY, class_mentions
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, Place, instead, mistake
from leadflow.model.sentences import Mention, Sentence

_SECTIONS: Final = ("sources", "signals", "scores", "classes", "segments", "automations", "channels", "tracks")
_CALLED: Final[Mapping[str, str]] = {
    "signals": "signal",
    "scores": "score",
    "classes": "class",
    "segments": "segment",
    "channels": "channel",
    "tracks": "track",
    account_conditions.SCORES: "score of companies",
    account_conditions.SEGMENTS: "segment of companies",
}
_COMPANIES_TOO: Final[Collection[Place]] = (("when", "enters"), ("when", "leaves"))
"""Where a segment of companies may stand as well as one of leads."""


def mentions(file: ModelFile) -> Iterator[Mention]:
    """Every name that the file uses, with its full path; what the model works out is no trait, though used like one."""
    for each in _mentions(file):
        yield _worked_out(each, file) if each.section == "traits" else each


def _worked_out(each: Mention, file: ModelFile) -> Mention:
    """The mention of a trait as that of the score, class or track that it is."""
    if each.name.startswith(PREFIX):
        return replace(each, section="tracks", name=each.name.removeprefix(PREFIX))
    evaluated = {"scores": file.scores, "classes": file.classes}
    return replace(each, section=next((name for name, names in evaluated.items() if each.name in names), "traits"))


def _mentions(file: ModelFile) -> Iterator[Mention]:
    sections: Mapping[str, Mapping[str, Sentence]] = {
        "sources": file.sources,
        "signals": file.signals,
        "scores": file.scores,
        "segments": file.segments,
        "automations": file.automations,
        "channels": file.channels,
    }
    for section, sentences in sections.items():
        for name, sentence in sentences.items():
            yield from (each.under(section, name) for each in sentence.mentions())
    for name, labels in file.classes.items():
        yield from (each.under("classes", name) for each in class_mentions(labels))
    for place, route in enumerate(file.routing):
        yield from (each.under("routing", place) for each in route.mentions())
    if file.accounts is not None:
        yield from (each.under("accounts") for each in file.accounts.mentions())
    if file.crm is not None:
        segments = (
            replace(each, section="segments") if each.name in file.segments else each for each in file.crm.mentions()
        )
        yield from (each.under("crm") for each in segments)


def known(content: Mapping[str, Json], kinds: Collection[str]) -> Mapping[str, Collection[str]]:
    """The names of each section, mistaken entries too; those of a class's labels under `classes.<name>`."""
    names = {section: _names(content.get(section)) for section in _SECTIONS}
    labels = content.get("classes")
    if isinstance(labels, Mapping):
        names |= {f"classes.{name}": [each for each in _names(of) if each != STICKY] for name, of in labels.items()}
    accounts = content.get("accounts")
    if isinstance(accounts, Mapping):
        names |= {f"accounts.{section}": _names(each) for section, each in accounts.items()}
    return {
        account_conditions.SCORES: [],
        account_conditions.SEGMENTS: [],
        **names,
        "signals": [*names["signals"], *BUILT_IN],
        "kinds": sorted(kinds),
        "sections": list(content),
    }


def unknown(used: Collection[Mention], names: Mapping[str, Collection[str]], lines: Lines) -> Iterator[Mistake]:
    """Names that nothing has."""
    for each in used:
        right = _right(each, names)
        if right is not None and each.name not in right:
            yield mistake(each.place, _missing(each, right), lines)


def _right(each: Mention, names: Mapping[str, Collection[str]]) -> Collection[str] | None:
    """What may stand there, or None where anything may."""
    right = names.get(each.section)
    if each.section == "segments" and each.place[-2:] in _COMPANIES_TOO:
        return [*names["segments"], *names[account_conditions.SEGMENTS]]
    return right


def _names(section: Json) -> list[str]:
    return list(section) if isinstance(section, Mapping) else []


def _missing(each: Mention, right: Collection[str]) -> str:
    remedy = instead(each.name, list(right))
    if each.section == "sections":
        return f"this needs the section {each.name}, and there is none"
    if each.section == "kinds":
        return f"there is no kind of source {each.name}; {remedy}"
    if each.section in _CALLED:
        return f"there is no {_CALLED[each.section]} {each.name}; {remedy}"
    return f"the class {each.section.partition('.')[2]} has no label {each.name}; {remedy}"
