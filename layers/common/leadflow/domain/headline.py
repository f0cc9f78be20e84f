"""Which score a piece of news is about: the first that the segment or class asks for."""

from dataclasses import fields, is_dataclass

from leadflow.domain.conditions.scores import ScoreIs, ScoreIsNone, ScoreMoved, ScorePeaked
from leadflow.domain.conditions.standing import ClassIs, In, InFor
from leadflow.domain.lead_model import LeadModel


def headline_score(model: LeadModel, name: str) -> str | None:
    """The score behind the segment, class or signal of that name; else the model's first; None without scores."""
    asked = model.segments.get(name) or model.classes.get(name)
    found = _score(model, asked) or _fed_by(model, name)
    return found or next(iter(model.scores), None)


def _fed_by(model: LeadModel, signal: str) -> str | None:
    """The first score that has a rule for the signal."""
    fed = (score.name for score in model.scores.values() if any(rule.signal == signal for rule in score.rules))
    return next(fed, None)


def _score(model: LeadModel, part: object) -> str | None:
    match part:
        case ScoreIs(score=score) | ScoreIsNone(score=score) | ScoreMoved(score=score) | ScorePeaked(score=score):
            return score
        case In(segment=segment) | InFor(segment=segment):
            return _score(model, model.segments.get(segment))
        case ClassIs(name=name):
            return _score(model, model.classes.get(name))
        case tuple():
            parts: tuple[object, ...] = part
        case _ if is_dataclass(part):
            parts = tuple(getattr(part, field.name) for field in fields(part))
        case _:
            return None
    return next((found for each in parts if (found := _score(model, each))), None)
