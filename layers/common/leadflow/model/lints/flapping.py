"""Thresholds round which leads go to and fro while automations act on each crossing."""

from collections.abc import Iterator

from leadflow.model.classes import STICKY, labels
from leadflow.model.clauses import ClassClause, InClause
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.asked import Asked, tests, when
from leadflow.model.mistakes import Place
from leadflow.model.score_clause import ScoreClause
from leadflow.model.segments import WhenUntil
from leadflow.model.triggers import Becomes, Enters, Leaves, TriggerSentence


def doubts(file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Segments and classes that automations wait for, and that a fading score alone decides both ways."""
    told: set[Place] = set()
    for name, automation in file.automations.items():
        for place, score in _waited(automation.when, file):
            if place not in told:
                told.add(place)
                yield place, _message(name, score, place)


def _message(automation: str, score: str, place: Place) -> str:
    if place[0] == "classes":
        remedy = "let the automation wait for a segment with `when` and `until` instead"
    else:
        remedy = "add an `until` some points further off"
    return f"{score} fades, so leads go to and fro round this threshold, and {automation} runs each time; {remedy}"


def _waited(trigger: TriggerSentence, file: ModelFile) -> Iterator[tuple[Place, str]]:
    match trigger:
        case Enters(enters=name) | Leaves(leaves=name) if name in file.segments:
            yield from _segment(name, file)
        case Becomes(becomes=becomes):
            for name in becomes:
                yield from _class(name, file)
        case _:
            pass


def _segment(name: str, file: ModelFile) -> Iterator[tuple[Place, str]]:
    """Where a moving score decides who is in the segment, itself or another that it looks at."""
    written = file.segments[name]
    if isinstance(written, WhenUntil) and written.until is not None:
        return
    for each in tests(when(file, name)):
        yield from _moving(each, file)


def _class(name: str, file: ModelFile) -> Iterator[tuple[Place, str]]:
    written = file.classes[name]
    if STICKY in written:
        return
    for label, condition in labels(written).items():
        if not isinstance(condition, str):
            for each in tests(Asked(("classes", name, label), condition)):
                yield from _moving(each, file)


def _moving(each: Asked, file: ModelFile) -> Iterator[tuple[Place, str]]:
    match each.test:
        case ScoreClause(score=score, given=True) if fades(score, file):
            yield each.place, score
        case InClause(in_=segment):
            yield from _segment(segment, file)
        case ClassClause(class_=name):
            yield from _class(name, file)
        case _:
            pass


def fades(name: str, file: ModelFile) -> bool:
    """Whether the score moves by itself, as time passes."""
    score = file.scores[name]
    if score.combine:
        return any(fades(part, file) for part in score.combine)
    rules = (rule.compiled(signal, score.fading) for signal, rule in score.rules.items())
    return score.inactivity is not None or any(rule.decay is not None for rule in rules)
