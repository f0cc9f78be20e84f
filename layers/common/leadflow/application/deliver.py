"""One errand is taken to its destination.

At least once, not exactly once: receipts keep a repeated errand from becoming a second message, but a
destination that took the message and whose answer was lost is told again. Messages carry the news' stable id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.application import family
from leadflow.application.channel import Channel, Closed, Dispatch, House, RefusedForGood, TryAgain
from leadflow.application.circuit import Line
from leadflow.application.guard import Guard
from leadflow.application.hold import check
from leadflow.application.once import Delivery, Once
from leadflow.application.ports import (
    DeadLetters,
    Deliveries,
    Endpoints,
    Leads,
    Outbox,
    Outcome,
    OutsideDown,
    SecretMissing,
    Secrets,
    Timeline,
)
from leadflow.application.recipient import recipient
from leadflow.domain.automation import Automation
from leadflow.domain.facts import Facts
from leadflow.domain.identity import digest
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.lead_model import Channel as Way
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, compose
from leadflow.domain.news import Errand, News
from leadflow.domain.roundup import Roundup, news
from leadflow.domain.roundup import compose as compose_roundup
from leadflow.domain.standing import Standing
from leadflow.domain.state import State

RECENT: Final = 50
"""So many activities are looked through for what the lead did lately."""

BEHIND: Final = Duration(60 * SECOND)
"""A read of a lead can be a moment old; none is older than this."""

FIRST_PAUSE: Final = Duration(30 * SECOND)
LONGEST_PAUSE: Final = Duration(11 * HOUR)
"""SQS holds a message back for 12 hours at the most, counted from when it was received."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where errands are worked on. `acting` is whether the outside world may be told."""

    model: LeadModel
    outbox: Outbox
    leads: Leads
    timeline: Timeline
    deliveries: Deliveries
    endpoints: Endpoints
    dead_letters: DeadLetters
    secrets: Secrets
    channel: Callable[[str], Channel]
    line: Line
    guard: Guard
    acting: bool
    house: House = House()  # noqa: RUF009 it is frozen

    def deliver(self, errand: Errand, letter: str, now: Instant) -> Delivery:
        """Take the errand to its end; `letter` is the message that is kept where it is refused for good.

        Raises TryAgain.
        """
        name = self._name(errand)
        return self._once(errand, name, letter, now, lambda: self._send(errand, now))

    def round_up(self, roundup: Roundup, letter: str, now: Instant) -> Delivery:
        """Tell the channel what it was spared. Raises TryAgain."""
        return self._once(roundup.errand, roundup.channel, letter, now, lambda: self._tell(roundup, now))

    def _once(self, errand: Errand, channel: str, letter: str, now: Instant, deed: Callable[[], Outcome]) -> Delivery:
        if self.acting:
            self._check(channel, now)
        return Once(self.deliveries, self.dead_letters).do(errand, channel, letter, now, deed)

    def _check(self, channel: str, now: Instant) -> None:
        try:
            self.line.check(channel, now)
        except OutsideDown as error:
            raise TryAgain("circuits cannot be reached") from error

    def _send(self, errand: Errand, now: Instant) -> Outcome:
        if not self.acting:
            return Outcome.OBSERVED
        automation, way = self._orders(errand)
        dispatch = self._dispatch(errand, automation, self._secrets(way), now)
        if not self.guard.passes(way, dispatch):
            return Outcome.GUARDED
        self._call(way, dispatch)
        return Outcome.DONE

    def _tell(self, roundup: Roundup, now: Instant) -> Outcome:
        if not self.acting:
            return Outcome.OBSERVED
        way = self._way(roundup.channel, roundup.channel)
        if spared := self.guard.spared(roundup, now):
            told = Dispatch(
                message=compose_roundup(roundup, spared),
                news=news(roundup),
                errand=roundup.errand,
                model=self.model.name,
                now=now,
                secrets=self._secrets(way),
                to=roundup.to,
                house=self.house,
            )
            self._call(way, told)
        return Outcome.DONE

    def _call(self, way: Way, dispatch: Dispatch) -> None:
        try:
            self.line.call(way.name, self.channel(way.kind), dispatch)
        except Closed:
            self.endpoints.close(way.name, _endpoint(dispatch.secrets), dispatch.now)
            raise

    def _orders(self, errand: Errand) -> tuple[Automation, Way]:
        automation = self.model.automations.get(errand.automation)
        if automation is None or errand.action >= len(automation.do):
            raise RefusedForGood(f"the lead model has no action {errand.action} of {errand.automation} any more")
        return automation, self._way(automation.do[errand.action].channel, errand.automation)

    def _way(self, channel: str, purpose: str) -> Way:
        way = self.model.channels.get(channel)
        if way is None:
            raise RefusedForGood(f"the lead model has no channel for {purpose} any more")
        return way

    def _dispatch(self, errand: Errand, automation: Automation, secrets: Sequence[str], now: Instant) -> Dispatch:
        news = self.outbox.load(errand.lead, errand.news)
        if news is None:
            raise RefusedForGood("the news has expired")
        state = self._state(news, now)
        if state.lead.erase_requested is not None:
            raise RefusedForGood("the lead has asked to be erased")
        facts = Facts(self.model, state.lead, Standing(), now)
        check(automation, errand, facts)
        recent = family.recent(self.timeline, state.family, RECENT)
        matter = Matter(news, state.lead, recent, self.outbox.told_before(news), errand.owner)
        action = automation.do[errand.action]
        return Dispatch(
            message=compose(matter, automation, self.model, now),
            news=news,
            errand=errand,
            model=self.model.name,
            now=now,
            secrets=secrets,
            to=recipient(action.to, errand, facts),
            include=frozenset(self.model.channels[action.channel].include),
            house=self.house,
        )

    def _state(self, news: News, now: Instant) -> State:
        """The lead that the news is of, under the key that it lives under by now."""
        found = family.load(self.leads, [news.lead])
        state = found.get(news.lead)
        seen = 0 if state is None else state.version
        if seen < news.version and now - news.transition.at < BEHIND:
            raise TryAgain("the lead was read as it was before the news")
        whole = found.get(family.top(found, news.lead))
        if whole is None:
            raise RefusedForGood("the lead is gone")
        return whole

    def _secrets(self, way: Way) -> Sequence[str]:
        try:
            secrets = self.secrets.live(way.secret) if way.secret else ()
        except SecretMissing as error:
            raise TryAgain(f"the secret {way.secret} is not set") from error
        if self.endpoints.closed(way.name, _endpoint(secrets)):
            raise RefusedForGood(f"{way.name} has said that it wants nothing any more; another {way.secret} opens it")
        return secrets

    def _name(self, errand: Errand) -> str:
        automation = self.model.automations.get(errand.automation)
        known = automation is not None and errand.action < len(automation.do)
        return automation.do[errand.action].channel if automation and known else ""


def _endpoint(secrets: Sequence[str]) -> str:
    return digest(*secrets[:1])


def pause(attempt: int, asked: Duration, chance: float) -> Duration:
    """How long to wait after so many attempts: four times as long each time, and no less than was asked for.

    `chance`, from 0 to 1, spreads what failed together.
    """
    steps = min(max(attempt, 1) - 1, 10)
    backoff = min(FIRST_PAUSE * 4**steps, LONGEST_PAUSE)
    spread = round(backoff * (0.5 + chance / 2))
    return Duration(min(max(spread, asked), LONGEST_PAUSE))
