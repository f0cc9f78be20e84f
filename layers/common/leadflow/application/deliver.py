"""One errand is taken to its destination.

At least once, not exactly once: receipts keep a repeated errand from becoming a second message, but a
destination that took the message and whose answer was lost is told again. Messages carry the news' stable id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.application import family
from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.circuit import Line
from leadflow.application.hold import check
from leadflow.application.job import Deed, Erased, Job
from leadflow.application.once import Delivery, Once
from leadflow.application.ports import DeadLetters, Deliveries, Leads, Outbox, Outcome, OutsideDown
from leadflow.application.telling import Telling
from leadflow.domain.automation import Action, Automation, Notify
from leadflow.domain.errand import Errand, Roundup
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import News
from leadflow.domain.standing import Standing
from leadflow.domain.state import State

BEHIND: Final = Duration(60 * SECOND)
"""A read of a lead can be a moment old; none is older than this."""

FIRST_PAUSE: Final = Duration(30 * SECOND)
LONGEST_PAUSE: Final = Duration(11 * HOUR)
"""SQS holds a message back for 12 hours at the most, counted from when it was received."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where errands are worked on: `telling` sends messages, `deeds` does the other kinds of action.

    `acting` is whether the outside world may be told.
    """

    model: LeadModel
    outbox: Outbox
    leads: Leads
    deliveries: Deliveries
    dead_letters: DeadLetters
    line: Line
    telling: Telling
    deeds: Mapping[type[Action], Deed]
    acting: bool

    def deliver(self, errand: Errand, letter: str, now: Instant) -> Delivery:
        """Take the errand to its end; `letter` is the message that is kept where it is refused for good.

        Raises TryAgain.
        """
        automation = self.model.automations.get(errand.automation)
        known = automation is not None and errand.action < len(automation.do)
        name = automation.do[errand.action].destination if automation and known else ""
        return self._once(errand, name, letter, now, lambda: self._send(errand, now))

    def round_up(self, roundup: Roundup, letter: str, now: Instant) -> Delivery:
        """Tell the channel what it was spared. Raises TryAgain."""
        return self._once(roundup.errand, roundup.channel, letter, now, lambda: self._tell(roundup, now))

    def _once(
        self, errand: Errand, destination: str, letter: str, now: Instant, deed: Callable[[], Outcome]
    ) -> Delivery:
        if self.acting:
            self._check(destination, now)
        return Once(self.deliveries, self.dead_letters).do(errand, destination, letter, now, deed)

    def _check(self, destination: str, now: Instant) -> None:
        try:
            self.line.check(destination, now)
        except OutsideDown as error:
            raise TryAgain("circuits cannot be reached") from error

    def _send(self, errand: Errand, now: Instant) -> Outcome:
        if not self.acting:
            return Outcome.OBSERVED
        job = self._job(errand, now)
        return self._deed(job.action).do(job)

    def _tell(self, roundup: Roundup, now: Instant) -> Outcome:
        return self.telling.round_up(roundup, now) if self.acting else Outcome.OBSERVED

    def _deed(self, action: Action) -> Deed:
        return self.telling if isinstance(action, Notify) else self.deeds[type(action)]

    def _orders(self, errand: Errand) -> tuple[Automation, Action]:
        automation = self.model.automations.get(errand.automation)
        if automation is None or errand.action >= len(automation.do):
            raise RefusedForGood(f"the lead model has no action {errand.action} of {errand.automation} any more")
        return automation, automation.do[errand.action]

    def _job(self, errand: Errand, now: Instant) -> Job:
        automation, action = self._orders(errand)
        news = self.outbox.load(errand.lead, errand.news)
        if news is None:
            self._check_erased(family.load(self.leads, [errand.lead]), errand.lead)
            raise RefusedForGood("the news has expired")
        state = self._state(news, now)
        if state.lead.erase_requested is not None:
            raise RefusedForGood("the lead has asked to be erased")
        facts = Facts(self.model, state.lead, Standing(), now)
        check(automation, errand, facts)
        return Job(errand, action, automation, news, state, facts)

    def _state(self, news: News, now: Instant) -> State:
        """The lead that the news is of, under the key that it lives under by now."""
        found = family.load(self.leads, [news.lead])
        state = found.get(news.lead)
        seen = 0 if state is None else state.version
        if seen < news.version and now - news.transition.at < BEHIND:
            raise TryAgain("the lead was read as it was before the news")
        whole = self._check_erased(found, news.lead)
        if whole is None:
            raise RefusedForGood("the lead is gone")
        return whole

    def _check_erased(self, found: Mapping[LeadId, State], lead: LeadId) -> State | None:
        """The lead under the key that it lives under by now. Raises Erased."""
        whole = found.get(family.top(found, lead))
        if whole is not None and whole.gone:
            raise Erased
        return whole


def pause(attempt: int, asked: Duration, chance: float) -> Duration:
    """How long to wait after so many attempts: four times as long each time, and no less than was asked for.

    `chance`, from 0 to 1, spreads what failed together.
    """
    steps = min(max(attempt, 1) - 1, 10)
    backoff = min(FIRST_PAUSE * 4**steps, LONGEST_PAUSE)
    spread = round(backoff * (0.5 + chance / 2))
    return Duration(min(max(spread, asked), LONGEST_PAUSE))
