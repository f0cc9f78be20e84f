"""News becomes errands, one for each action of each automation that the transition sets off, an event, and lists."""

from collections.abc import Callable
from dataclasses import dataclass

from leadflow.application.ports import Actions, Bus, Outbox
from leadflow.domain.automation import Change
from leadflow.domain.errand import Errand
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News


@dataclass(frozen=True, slots=True)
class Reaction:
    """So many errands were sent; so many calls name an automation that the model no longer has.

    `unowned`: the lead was to get an owner, and there was nobody.
    """

    sent: int
    skipped: int
    unowned: bool = False


@dataclass(frozen=True, slots=True)
class Reactor:
    """Where news is acted on. `owner` decides whose the lead is, the same whenever it is asked; `bus` may be absent.

    `listed` brings the lists to where the lead stands now, whatever the news.
    """

    model: LeadModel
    actions: Actions
    outbox: Outbox
    owner: Callable[[News, Instant], str | None]
    listed: Callable[[News, Instant], None]
    bus: Bus | None = None

    def react(self, news: News, now: Instant) -> Reaction:
        """Send the errands that follow from the news, tell the bus where there is one, and keep the lists.

        Then note that it is done with. After a failure in between, the same errands are sent again, and the bus told;
        whoever gets them knows them by name. Raises OutsideDown.
        """
        automations = self.model.automations
        known = [name for name in news.transition.sets_off if name in automations]
        assigns = any(automations[name].assign for name in known if name in news.transition.calls)
        owner = self.owner(news, now) if assigns else None
        places = ((name, place) for name in known for place in range(len(automations[name].do)))
        errands = [Errand(news.lead, news.id, name, place, owner, news.began) for name, place in places]
        if errands:
            self.actions.send(errands)
        if self.bus is not None and news.transition.change is not Change.MOVED:
            self.bus.tell(news)
        self.listed(news, now)
        self.outbox.finish(news.lead, news.id)
        return Reaction(len(errands), len(news.transition.sets_off) - len(known), assigns and owner is None)
