"""One lead's share of a batch: its activities kept, the lead judged, the result written under its version."""

from dataclasses import dataclass, field, replace
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
    """What became of one lead's share: activities that were new, transitions published, whether it was written.

    `dropped` counts activities that were more than public sources may tell of one lead.
    """

    fresh: int = 0
    transitions: int = 0
    written: bool = False
    races: int = 0
    dropped: int = 0


@dataclass(slots=True)
class _Taken:
    """What of a task is taken in; `public` are the receipts of what is new and came from public sources."""

    activities: list[Activity] = field(default_factory=list)
    fresh: int = 0
    public: list[Instant] = field(default_factory=list)
    dropped: int = 0

    def applied(self, race: int, transitions: int = 0, *, written: bool = False) -> Applied:
        return Applied(self.fresh, transitions, written, race, self.dropped)

    def paced(self, state: State) -> State:
        """The state with the pace that these make: the very state where they make none."""
        return replace(state, pace=state.pace.after(self.public)) if self.public else state


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
        taken = self._taken(task, state)
        arrival = Arrival(taken.activities, announce=task.announce, imported=task.imported)
        for race in range(RACES):
            response = answer(self.model, taken.paced(state), arrival, now, lambda: self.timeline.read(task.lead))
            if response.state is state:
                return taken.applied(race)
            self._send_back(response, now)
            try:
                self.leads.commit(response.state, response.news)
            except Outrun as error:
                state = error.current or self._again(task.lead)
            else:
                return taken.applied(race, len(response.news), written=True)
        raise OutsideDown(f"the lead was outrun {RACES} times in a row")

    def _taken(self, task: Task, state: State) -> _Taken:
        """What is new goes into the timeline, unless it is more than public sources may tell."""
        taken, pace = _Taken(), state.pace
        for activity in task.activities:
            known, public = self._known(state, activity), self.model.public(activity.source)
            if public and not known and pace.full(activity.received_at):
                taken.dropped += 1
                continue
            taken.activities.append(activity)
            if not known and self.timeline.add(task.lead, activity):
                taken.fresh += 1
                if public:
                    taken.public.append(activity.received_at)
                    pace = pace.after([activity.received_at])
        return taken

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
