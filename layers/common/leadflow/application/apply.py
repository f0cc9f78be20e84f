"""One lead's share of a batch: its activities kept, the lead judged, the result written under its version."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.application import family
from leadflow.application.desk import Kept
from leadflow.application.kinship import Kinship
from leadflow.application.letter import Task, Told
from leadflow.application.ports import Intake, Leads, Outrun, OutsideDown, Parcel, Timeline
from leadflow.domain.activity import Activity
from leadflow.domain.fold import seen
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.kin import Kin, Tie, latest
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.link import Link
from leadflow.domain.response import Arrival, Response, answer
from leadflow.domain.state import State

RACES: Final = 5
"""A lead that is outrun so often in a row is given back to the queue: failed conditions cost write units too."""


class Elsewhere(Exception):
    """The lead no longer has all the keys under which the activities of the task are kept."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one lead's share: activities that were new, transitions published, whether it was written.

    `dropped` counts activities that were more than public sources may tell of one lead, `erased` those of a lead that
    was erased.
    """

    fresh: int = 0
    transitions: int = 0
    written: bool = False
    races: int = 0
    dropped: int = 0
    erased: int = 0

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(
            self.fresh + other.fresh,
            self.transitions + other.transitions,
            self.written or other.written,
            self.races + other.races,
            self.dropped + other.dropped,
            self.erased + other.erased,
        )


@dataclass(slots=True)
class _Taken:
    """What of a task is taken in; `public` are the receipts of what is new and came from public sources."""

    activities: list[Activity] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    fresh: int = 0
    public: list[Instant] = field(default_factory=list)
    dropped: int = 0
    erased: int = 0

    def applied(self, race: int, transitions: int = 0, *, written: bool = False) -> Applied:
        return Applied(self.fresh, transitions, written, race, self.dropped, self.erased)

    def noted(self, state: State) -> State:
        """The state with the pace and the known ties stated anew: the very state where these add none."""
        paced = replace(state, pace=state.pace.after(self.public)) if self.public else state
        kin = _restated(state, self.links)
        return paced if kin is state.kin else replace(paced, kin=kin)


Spread = Callable[[Callable[[Told], bool], Iterable[Told]], Iterator[bool]]
"""Works on each, in whatever order, and gives what came of them; raises what one of them has raised."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Applies activities and wakes to leads, one lead at a time; safe to use from several threads.

    `spread` puts what one lead did into the timeline, one after the other unless it is told otherwise.
    """

    model: LeadModel
    leads: Leads
    timeline: Timeline
    intake: Intake
    spread: Spread = map

    def apply(self, task: Task, found: Mapping[LeadId, State], now: Instant) -> Applied:
        """Bring the lead up to `now` with what the task tells; `found` is what was read of all keys of the batch.

        The timeline comes first, then the message that brings the lead back, the lead, and last of all the ties that
        the activities state: a crash in between loses nothing, and doing it all again adds nothing. Raises OutsideDown,
        TooBig.
        """
        try:
            return self._apply(task, found.get(task.lead), found, now)
        except Elsewhere:
            return self._anew(task, now)

    def _anew(self, task: Task, now: Instant) -> Applied:
        """Apply the task where its activities belong by now; keys may have joined or left since it was sorted."""
        for _ in range(RACES):
            homes = {each.home for each in task.told} or {task.lead}
            found = family.load(self.leads, homes, fresh=True)
            parts: dict[LeadId, list[Told]] = defaultdict(list)
            for each in task.told:
                parts[family.top(found, each.home)].append(each)
            leads = parts or {family.top(found, task.lead): []}
            again = [replace(task, lead=lead, told=told, after=0) for lead, told in leads.items()]
            try:
                return sum((self._apply(each, found.get(each.lead), found, now) for each in again), Applied())
            except Elsewhere:
                continue
        raise OutsideDown(f"the keys of a lead have changed {RACES} times in a row")

    def _apply(self, task: Task, stored: State | None, found: Mapping[LeadId, State], now: Instant) -> Applied:
        state = self._written(task, stored)
        if not (state.version or task.told):
            return Applied()
        _check(task, state)
        if state.gone:
            return self._erased(task.told)
        taken = self._taken(task, state, found)
        arrival = Arrival(taken.activities, announce=task.announce, imported=task.imported)
        for race in range(RACES):
            noted = taken.noted(state)
            response = answer(self.model, noted, arrival, now, lambda: family.history(self.timeline, state.family))  # noqa: B023 - asked at once
            if response.state is state:
                self._send_back(response, now, after=state.version)
                return taken.applied(race) + self._tied(task, taken.links, state, found, now)
            self._send_back(response, now, after=state.version + 1)
            try:
                self.leads.commit(response.state, [replace(each, origin=task.origin) for each in response.news])
            except Outrun as error:
                state = error.current or self._again(task.lead)
                _check(task, state)
                if state.gone:
                    return self._erased(task.told)
            else:
                done = taken.applied(race, len(response.news), written=True)
                return done + self._tied(task, taken.links, noted, found, now)
        raise OutsideDown(f"the lead was outrun {RACES} times in a row")

    def _tied(
        self, task: Task, links: Iterable[Link], state: State, found: Mapping[LeadId, State], now: Instant
    ) -> Applied:
        """Tie the keys that were not known to be one lead's, each with a transaction of its own."""
        kinship = Kinship(Kept(self.model, self.leads, self.timeline, self.intake, task.imported, task.origin))
        done = Applied()
        for link in dict.fromkeys(links):
            known = state if link.stronger == state.id else found.get(link.stronger)
            if link.apart or known is None or not known.kin.knows(link.weaker, link.weaker_key[0], link.claim):
                done += Applied(transitions=kinship.tie(link, now))
        return done

    def _erased(self, told: Sequence[Told]) -> Applied:
        """Leave nothing of these, which a worker that was there before may have put into the timeline already."""
        for each in told:
            self.timeline.remove(each.home, each.activity)
        return Applied(erased=len(told))

    def _taken(self, task: Task, state: State, found: Mapping[LeadId, State]) -> _Taken:
        """What is new goes into the timeline, unless it is more than public sources may tell."""
        early = [each for each in task.told if each.activity.at < _since(each.home, state, found)]
        taken, pace = _Taken(erased=self._erased(early).erased), state.pace
        unknown: list[Told] = []
        for each in task.told:
            if each in early:
                continue
            activity = each.activity
            known, public = self._known(state, activity), self.model.public(activity.source)
            if public and not known and pace.full(activity.received_at):
                taken.dropped += 1
                continue
            taken.activities.append(activity)
            taken.links += each.links
            if not known and not public:
                unknown.append(each)
            elif not known and self._kept(each):
                taken.fresh += 1
                taken.public.append(activity.received_at)
                pace = pace.after([activity.received_at])
        taken.fresh += sum((self.spread if len(unknown) > 1 else map)(self._kept, unknown))
        return taken

    def _kept(self, told: Told) -> bool:
        return self.timeline.add(told.home, told.activity)

    def _send_back(self, response: Response, now: Instant, after: int) -> None:
        """Send the message that brings the lead back, which is of use only once the lead is written so."""
        if response.look_again is not None:
            wake = Parcel(wakes=(response.state.id,), after=after)
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


def _check(task: Task, state: State) -> None:
    """Raises Elsewhere where something that the task tells is not this lead's (any more)."""
    if state.kin.to is not None or not {each.home for each in task.told} <= set(state.family):
        raise Elsewhere


def _since(home: LeadId, state: State, found: Mapping[LeadId, State]) -> Instant:
    """From when on what is done under the key counts: before that, it or its lead was another's, who was erased."""
    return max(state.since, found[home].since) if home in found else state.since


def _restated(state: State, links: Iterable[Link]) -> Kin:
    """The lead's ties with those that are stated again, later than before; all others are left to whoever ties keys."""
    kin = state.kin
    for link in links:
        joined = link.stronger == state.id and kin.members.get(link.weaker) == state.id
        settled = link.weaker not in kin.unsettled and not link.apart and link.claim.tie is Tie.STATED
        if joined and settled and not kin.knows(link.weaker, link.weaker_key[0], link.claim):
            claim = latest(kin.claimed.get(link.weaker), link.claim)
            kin = replace(kin, claimed={**kin.claimed, link.weaker: claim})
    return kin
