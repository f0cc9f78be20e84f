"""News becomes errands: one for each action of each automation that the transition sets off."""

from dataclasses import dataclass

from leadflow.application.ports import Actions, Outbox
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Errand, News


@dataclass(frozen=True, slots=True)
class Reaction:
    """So many errands were sent; so many calls name an automation that the model no longer has."""

    sent: int
    skipped: int


def react(news: News, model: LeadModel, actions: Actions, outbox: Outbox) -> Reaction:
    """Send the errands that follow from the news, then note that it is done with.

    After a failure in between, the same errands are sent again; whoever delivers them knows them by name.
    Raises OutsideDown.
    """
    calls = news.transition.sets_off
    known = [name for name in calls if name in model.automations]
    errands = [
        Errand(news.lead, news.id, name, place) for name in known for place in range(len(model.automations[name].do))
    ]
    if errands:
        actions.send(errands)
    outbox.finish(news.lead, news.id)
    return Reaction(len(errands), len(calls) - len(known))
