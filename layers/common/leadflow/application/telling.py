"""Channels are told: a message is composed of the news, passes the guard and goes the channel's own way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.application import family
from leadflow.application.channel import Channel, Dispatch, House, RefusedForGood
from leadflow.application.circuit import Line
from leadflow.application.doors import Doors
from leadflow.application.guard import Guard
from leadflow.application.job import Job
from leadflow.application.ports import Endpoints, Outbox, Outcome, Secrets, Timeline
from leadflow.application.recipient import recipient
from leadflow.domain.automation import Notify
from leadflow.domain.errand import Roundup
from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import Channel as Way
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.roundup import compose as compose_roundup
from leadflow.domain.roundup import news

RECENT: Final = 50
"""So many activities are looked through for what the lead did lately."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The deed of `notify`."""

    model: LeadModel
    outbox: Outbox
    timeline: Timeline
    endpoints: Endpoints
    secrets: Secrets
    channel: Callable[[str], Channel]
    line: Line
    guard: Guard
    house: House = House()  # noqa: RUF009 it is frozen

    def do(self, job: Job) -> Outcome:
        """Send the job's message. Raises TryAgain, RefusedForGood, OutsideDown."""
        action = job.action
        if not isinstance(action, Notify):
            raise TypeError(f"{action} tells no channel")
        way = self._way(action.channel, job.automation.name)
        secrets = self._secrets(way)
        dispatch = Dispatch(
            message=self._message(job),
            news=job.news,
            errand=job.errand,
            model=self.model.name,
            now=job.now,
            secrets=secrets,
            to=recipient(action.to, job.errand, job.facts),
            include=frozenset(way.include),
            house=self.house,
            answerable=self.model.hears(way),
        )
        if not self.guard.passes(way, dispatch):
            return Outcome.GUARDED
        self._call(way, dispatch)
        return Outcome.DONE

    def round_up(self, roundup: Roundup, now: Instant) -> Outcome:
        """Tell the channel what it was spared. Raises TryAgain, RefusedForGood, OutsideDown."""
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

    def _message(self, job: Job) -> Message:
        recent = family.recent(self.timeline, job.state.family, RECENT)
        earlier = self.outbox.told_before(job.news)
        return compose(
            Matter(job.news, job.state.lead, recent, earlier, job.errand.owner), job.automation, self.model, job.now
        )

    def _call(self, way: Way, dispatch: Dispatch) -> None:
        with Doors(self.secrets, self.endpoints).closing(way.name, dispatch.secrets, dispatch.now):
            self.line.call(way.name, self.channel(way.kind), dispatch)

    def _way(self, channel: str, purpose: str) -> Way:
        way = self.model.channels.get(channel)
        if way is None:
            raise RefusedForGood(f"the lead model has no channel for {purpose} any more")
        return way

    def _secrets(self, way: Way) -> Sequence[str]:
        return Doors(self.secrets, self.endpoints).keys(way.name, way.secret)
