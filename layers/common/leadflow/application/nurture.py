"""Leads are put on tracks and taken off them: the tool is told once, and then the lead, by an activity of its own.

read what is kept ---> note this news, alone for a while ---> tell the tool ---> tell the lead ---> note that it is so
   later news: skip       nothing to tell: note it, skip      fails: note that nobody knows
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from leadflow.application.channel import RefusedForGood, TryAgain
from leadflow.application.circuit import Line, NotYet
from leadflow.application.doors import Doors
from leadflow.application.job import Job, Skipped
from leadflow.application.ports import Intake, Outcome, Outrun, OutsideDown, Parcel
from leadflow.application.tool import Call, Tool, Wish
from leadflow.domain import consent
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.automation import Enrol, Withdraw
from leadflow.domain.identity import Keys, LeadId, digest
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.membership import Busy, Membership, Overtaken, Turn, entered
from leadflow.domain.track import TRACK

TRACKS: Final = "tracks"
"""The source of what is told of tracks."""


class Memberships(Protocol):
    """Which leads are on which tracks, for as long as news of them may still come. Both methods raise OutsideDown."""

    def read(self, lead: LeadId, track: str) -> Membership | None:
        """What is kept of the lead; None where nothing is, or not any more."""
        ...

    def write(self, lead: LeadId, track: str, membership: Membership, now: Instant) -> Membership:
        """Keep it as the next revision after its own; returns what is kept then. Raises Outrun."""
        ...


@dataclass(frozen=True, slots=True)
class Nurture:
    """The deed of `enrol` and `withdraw`."""

    model: LeadModel
    memberships: Memberships
    doors: Doors
    tool: Callable[[str], Tool]
    line: Line
    intake: Intake

    def do(self, job: Job) -> Outcome:
        """Tell the tool, where it does not know. Raises Skipped, TryAgain, RefusedForGood, OutsideDown."""
        track, wants = _asked(job)
        kept = self.memberships.read(job.state.id, track)
        found = _entered(kept, job, track, wants=wants)
        email = _permitted(job, track, found)
        if found.settled:
            self._write(job, track, found)
            raise Skipped(f"the lead is {'' if found.wanted else 'not '}on {track} as it is")
        way, destination = self.model.tracks[track], job.action.destination
        keys = self.doors.keys(destination, way.secret)
        noted = self._write(job, track, found.unknown())
        wish = Wish(
            id=_stable(job),
            track=way,
            enrol=noted.wanted,
            email=email,
            lead=job.state.id,
            automation=job.automation.name,
            model=self.model.name,
            at=job.news.transition.at,
            told_at=noted.told_at,
            now=job.now,
            secrets=keys,
        )
        with self._noting(job, track, noted, found), self.doors.closing(destination, keys, job.now):
            self.tool(way.kind).tell(wish, Call(self.line, destination, job.now))
            self._say(wish)
        self._write(job, track, noted.told(job.now))
        return Outcome.DONE

    def _say(self, wish: Wish) -> None:
        """Tell the lead; the instant is that of the news, so that the latest news has the last word there too."""
        activity = Activity(
            id=f"{TRACKS}:{wish.id}",
            lead=Keys(wish.email),
            type=Kind.TRACK_ENROLLED if wish.enrol else Kind.TRACK_WITHDRAWN,
            occurred_at=wish.at,
            received_at=wish.at,
            source=TRACKS,
            properties={TRACK: wish.track.name},
        )
        self.intake.send([Parcel([activity])])

    @contextmanager
    def _noting(self, job: Job, track: str, noted: Membership, found: Membership) -> Iterator[None]:
        """Where it fails, others may try at once; only what was refused is known not to have been done."""
        try:
            yield
        except (TryAgain, OutsideDown):
            self._leave(job, track, noted.free())
            raise
        except RefusedForGood:
            self._leave(job, track, noted.free(found))
            raise

    def _leave(self, job: Job, track: str, membership: Membership) -> None:
        with suppress(OutsideDown, TryAgain):  # then the others wait for as long as one may call
            self._write(job, track, membership)

    def _write(self, job: Job, track: str, membership: Membership) -> Membership:
        try:
            return self.memberships.write(job.state.id, track, membership, job.now)
        except Outrun as error:
            raise TryAgain(f"other news of {track} came in between") from error


def _asked(job: Job) -> tuple[str, bool]:
    """The track, and whether the lead is to be on it."""
    match job.action:
        case Enrol(track):
            return track, True
        case Withdraw(track):
            return track, False
        case _:
            raise TypeError(f"{job.action} is about no track")


def _entered(kept: Membership | None, job: Job, track: str, *, wants: bool) -> Membership:
    """How it is to be from this news on. Raises Skipped, NotYet."""
    turn = Turn(job.news.transition.at, job.news.version, job.automation.name, wants, job.taking_back)
    try:
        return entered(kept, job.state.lead, track, turn, job.now)
    except Overtaken as error:
        raise Skipped(f"later news has decided about {track}") from error
    except Busy as error:
        raise NotYet(f"another worker tells of {track}", Duration(error.until - job.now)) from error


def _permitted(job: Job, track: str, found: Membership) -> str:
    """The lead's address. Raises Skipped where it may not be put on the track, or has none."""
    lead = job.state.lead
    if found.wanted and (why := consent.refusal(lead)):
        raise Skipped(f"not put on {track}: {why}")
    if lead.keys.email is None:
        raise Skipped(f"the lead has no address by which {track} could know it")
    return lead.keys.email


def _stable(job: Job) -> str:
    """The same for each attempt, another for each action."""
    return digest(job.errand.news, job.errand.automation, str(job.errand.action))
