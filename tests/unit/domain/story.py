"""A lead that is told of things one after the other, as its writer would: with its timeline, and once a version."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, respond
from leadflow.domain.standing import Standing
from leadflow.domain.state import State
from leadflow.domain.transition import Transition


@dataclass
class Story:
    """One lead under a model that may be exchanged; `looks` counts how often its timeline was read."""

    policy: LeadModel
    state: State = field(default_factory=lambda: State(LeadId("ada")))
    past: list[Activity] = field(default_factory=list)
    looks: int = 0

    def hear(self, *activities: Activity, now: Instant | None = None, announce: bool = False) -> Sequence[Transition]:
        """Take the activities in when the last of them happens, or at `now`."""
        at = now if now is not None else max(activity.at for activity in activities)
        self.past += [activity for activity in activities if activity not in self.past]
        arrival = Arrival(activities, announce=announce)
        response = respond(self.policy, self.state, arrival, at)
        if response.look_back:
            self.looks += 1
            response = respond(self.policy, self.state, replace(arrival, past=self.past), at)
        if response.state is not self.state:
            self.state = replace(response.state, version=self.state.version + 1)
        return [news.transition for news in response.news]

    def wait(self, until: Instant) -> Sequence[Transition]:
        """Let time pass, with every wake on the way."""
        found: list[Transition] = []
        at = self.state.evaluated_at
        while (wake := self.state.next_wake(at)) is not None and wake <= until:
            at = wake
            found += self.hear(now=at)
        return [*found, *self.hear(now=until)]

    @property
    def lead(self) -> Lead:
        return self.state.lead

    @property
    def standing(self) -> Standing:
        return self.state.standing


def said(transitions: Sequence[Transition]) -> list[str]:
    """Each in a few words: what happened to what, and why."""
    return [" ".join(filter(None, (each.change, each.of, each.to, each.activity, each.cause))) for each in transitions]
