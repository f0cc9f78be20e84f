"""One lead's share of a batch: its activities kept, the lead judged, the result written under its version."""

from dataclasses import dataclass
from typing import Final

from leadflow.application.letter import Task
from leadflow.application.ports import Intake, Leads, Outrun, OutsideDown, Parcel, Timeline
from leadflow.domain.activity import Activity
from leadflow.domain.fold import seen
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.response import Arrival, Response, answer
from leadflow.domain.state import State

RACES: Final = 5
"""A lead that is outrun so often in a row is given back to the queue: failed conditions cost write units too."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one lead's share: activities that were new, transitions published, whether it was written."""

    fresh: int = 0
    transitions: int = 0
    written: bool = False
    races: int = 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Applies activities and wakes to leads, one lead at a time; safe to use from several threads."""

    model: LeadModel
    leads: Leads
    timeline: Timeline
    intake: Intake

    def apply(self, task: Task, stored: State | None, now: Instant) -> Applied:
        """Bring the lead up to `now` with what the task tells; `stored` is what was read of it, None where it is new.

        The timeline comes first, then the message that brings the lead back, the lead last: a crash in between loses
        nothing, and doing it all again adds nothing. Raises OutsideDown, TooBig.
        """
        state = self._written(task, stored)
        if not (state.version or task.activities):
            return Applied()
        new = [activity for activity in task.activities if not self._known(state, activity)]
        fresh = sum(self.timeline.add(task.lead, activity) for activity in new)
        for race in range(RACES):
            arrival = Arrival(task.activities, announce=task.announce)
            response = answer(self.model, state, arrival, now, lambda: self.timeline.read(task.lead))
            if response.state is state:
                return Applied(fresh, races=race)
            self._send_back(response, now)
            try:
                self.leads.commit(response.state, response.news)
            except Outrun as error:
                state = error.current or self._again(task.lead)
            else:
                return Applied(fresh, len(response.news), written=True, races=race)
        raise OutsideDown(f"the lead was outrun {RACES} times in a row")

    def _send_back(self, response: Response, now: Instant) -> None:
        """Send the message that brings the lead back, which is of use only once the lead is written."""
        if response.look_again is not None:
            wake = Parcel(wakes=(response.state.id,), after=response.state.version + 1)
            self.intake.send([wake], Duration(response.look_again - now))

    def _written(self, task: Task, stored: State | None) -> State:
        """The lead as it was read, or read again where the task is sure of a later write."""
        state = stored or State(task.lead)
        if state.version < task.after:
            state = self._again(task.lead)
        if state.version < task.after:
            raise OutsideDown("the write that this wake follows has not arrived yet")
        return state

    def _again(self, lead: LeadId) -> State:
        return self.leads.load([lead], fresh=True).get(lead) or State(lead)

    def _known(self, state: State, activity: Activity) -> bool:
        """Whether the lead's set holds all that is told: then the timeline, which is written first, holds it too."""
        kept = state.lead.occurrences.get(activity.id)
        return kept is not None and kept.merge(seen(activity, self.model).occurrences.get(activity.id, kept)) == kept
