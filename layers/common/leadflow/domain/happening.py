"""What happened to a lead, in a few words."""

from leadflow.domain.automation import Change
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.signal import Signal
from leadflow.domain.transition import Transition
from leadflow.domain.wording import clean, words


def headline(called: str, transition: Transition, model: LeadModel) -> str:
    """The news in one short sentence."""
    of = words(transition.of)
    if transition.change is Change.OCCURRED:
        return _did(called, model.signals.get(transition.of)) or f"{called}: {of}"
    if transition.change is Change.ENTERED:
        return f"{called} is now {of}"
    if transition.change is Change.LEFT:
        return f"{called} is no longer {of}"
    return f"{called} is now {words(transition.to)} ({of})" if transition.to else f"{called} has no {of} any more"


def _did(called: str, signal: Signal | None) -> str:
    """The signal in the words that the model has for it, if any."""
    return f"{called} {clean(signal.says)}" if signal is not None and signal.says else ""


def happened(transition: Transition) -> str:
    """What it was, without who it was."""
    of = words(transition.of)
    if transition.change is Change.ENTERED:
        return f"Entered {of}"
    if transition.change is Change.LEFT:
        return f"Left {of}"
    if transition.change is Change.OCCURRED:
        return f"{of.capitalize()} seen"
    return f"{of.capitalize()} became {words(transition.to) if transition.to else 'unknown'}"
