"""One errand is taken to its destination.

At least once, not exactly once: receipts keep a repeated errand from becoming a second message, but a
destination that took the message and whose answer was lost is told again. Messages carry the news' stable id.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from leadflow.application import family
from leadflow.application.channel import Channel, Post, RefusedForGood, TryAgain
from leadflow.application.ports import (
    Claimed,
    DeadLetters,
    Deliveries,
    Leads,
    Outbox,
    Outcome,
    OutsideDown,
    SecretMissing,
    Secrets,
    Timeline,
)
from leadflow.domain.automation import Automation
from leadflow.domain.instant import HOUR, SECOND, Duration, Instant
from leadflow.domain.lead_model import Channel as Way
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.news import Errand, News
from leadflow.domain.state import State

LEASE: Final = Duration(60 * SECOND)
"""For how long an errand is claimed: longer than a worker may run, so that no two are at it."""

RECENT: Final = 50
"""So many activities are looked through for what the lead did lately."""

BEHIND: Final = Duration(60 * SECOND)
"""A read of a lead can be a moment old; none is older than this."""

FIRST_PAUSE: Final = Duration(30 * SECOND)
LONGEST_PAUSE: Final = Duration(11 * HOUR)
"""SQS holds a message back for 12 hours at the most, counted from when it was received."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an errand ended; `repeated`: it had before; `channel` is empty where the model has none."""

    outcome: Outcome
    channel: str = ""
    reason: str | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Where errands are worked on. `acting` is whether the outside world may be told."""

    model: LeadModel
    outbox: Outbox
    leads: Leads
    timeline: Timeline
    deliveries: Deliveries
    dead_letters: DeadLetters
    secrets: Secrets
    channel: Callable[[str], Channel]
    post: Post
    acting: bool

    def deliver(self, errand: Errand, letter: str, now: Instant) -> Delivery:
        """Take the errand to its end; `letter` is the message that is kept where it is refused for good.

        Raises TryAgain.
        """
        try:
            ended = self.deliveries.claim(errand, now, LEASE)
        except Claimed as error:
            raise TryAgain("another worker is at it", LEASE) from error
        except OutsideDown as error:
            raise TryAgain("receipts cannot be reached") from error
        if ended is not None:
            return Delivery(ended, self._name(errand), repeated=True)
        return self._claimed(errand, letter, now)

    def _claimed(self, errand: Errand, letter: str, now: Instant) -> Delivery:
        try:
            return self._end(errand, letter, now)
        except (OutsideDown, TryAgain) as error:
            with suppress(OutsideDown):  # the claim runs out by itself
                self.deliveries.release(errand)
            if isinstance(error, TryAgain):
                raise
            raise TryAgain("something of our own does not answer") from error

    def _end(self, errand: Errand, letter: str, now: Instant) -> Delivery:
        try:
            outcome = self._send(errand, now)
        except RefusedForGood as error:
            self.dead_letters.bury(letter, error.reason)
            self.deliveries.end(errand, Outcome.FAILED, now, error.reason)
            return Delivery(Outcome.FAILED, self._name(errand), error.reason)
        self.deliveries.end(errand, outcome, now)
        return Delivery(outcome, self._name(errand))

    def _send(self, errand: Errand, now: Instant) -> Outcome:
        if not self.acting:
            return Outcome.OBSERVED
        automation, way = self._orders(errand)
        message = self._message(errand, automation, now)
        channel = self.channel(way.kind)
        channel.read(self.post(channel.request(message, self._secret(way.secret))))
        return Outcome.DONE

    def _orders(self, errand: Errand) -> tuple[Automation, Way]:
        automation = self.model.automations.get(errand.automation)
        if automation is None or errand.action >= len(automation.do):
            raise RefusedForGood(f"the lead model has no action {errand.action} of {errand.automation} any more")
        way = self.model.channels.get(automation.do[errand.action].channel)
        if way is None:
            raise RefusedForGood(f"the lead model has no channel for {errand.automation} any more")
        return automation, way

    def _message(self, errand: Errand, automation: Automation, now: Instant) -> Message:
        news = self.outbox.load(errand.lead, errand.news)
        if news is None:
            raise RefusedForGood("the news has expired")
        state = self._state(news, now)
        recent = family.recent(self.timeline, state.family, RECENT)
        return compose(Matter(news, state.lead, recent), automation, self.model, now)

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

    def _secret(self, name: str) -> str:
        try:
            return self.secrets.live(name)[0]
        except SecretMissing as error:
            raise TryAgain(f"the secret {name} is not set") from error

    def _name(self, errand: Errand) -> str:
        automation = self.model.automations.get(errand.automation)
        known = automation is not None and errand.action < len(automation.do)
        return automation.do[errand.action].channel if automation and known else ""


def pause(attempt: int, asked: Duration, chance: float) -> Duration:
    """How long to wait after so many attempts: four times as long each time, and no less than was asked for.

    `chance`, from 0 to 1, spreads what failed together.
    """
    steps = min(max(attempt, 1) - 1, 10)
    backoff = min(FIRST_PAUSE * 4**steps, LONGEST_PAUSE)
    spread = round(backoff * (0.5 + chance / 2))
    return Duration(min(max(spread, asked), LONGEST_PAUSE))
