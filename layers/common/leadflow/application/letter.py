"""What a worker takes from the queue `intake`, sorted by lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leadflow.application.family import top
from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.errand import Origin
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.link import Link, links
from leadflow.domain.state import State


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel with the id of the message that brought it."""

    id: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Told:
    """An activity, the key under which it is kept (its strongest), and what it says of who is who.

    `trace` is the id of the webhook that told it.
    """

    home: LeadId
    activity: Activity
    links: Sequence[Link] = ()
    trace: str = ""


@dataclass(slots=True)
class Task:
    """All that a batch holds for one lead: what it did, and which letters told it. Without activities it is a wake.

    `after` is the version that the lead must have reached before it can be worked on; `announce`: what a new model has
    changed is to be told too. `imported`: what follows is told to nobody.
    """

    lead: LeadId
    told: list[Told] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    attempt: int = 0
    after: int = 0
    announce: bool = False
    imported: bool = False

    @property
    def activities(self) -> list[Activity]:
        """What the lead did."""
        return [each.activity for each in self.told]

    @property
    def origin(self) -> Origin | None:
        """The last of what told it; None of a wake."""
        origins = [Origin(each.trace, each.activity.received_at) for each in self.told]
        return max(origins, key=lambda origin: (origin.at, origin.trace), default=None)

    @property
    def alone(self) -> bool:
        """Whether it was sent again alone, or must wait for a write: then it is mixed with nothing else."""
        return bool(self.attempt or self.after)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch by lead; `unidentified` are the activities that name nobody, with their letters.

    `ignored` counts those that are left out, since the model says that they are no lead's.
    """

    tasks: tuple[Task, ...]
    unidentified: tuple[tuple[str, Activity], ...]
    ignored: int


def sort(letters: Iterable[Letter], key: bytes, model: LeadModel) -> Sorted:
    """The batch by strongest key, in the order in which these first come up; `key` is the secret of lead ids.

    What was sent again alone stays alone, or it would drag down with it what is good; and so does a wake that follows a
    write, since it may have to wait for it, and what is imported, since nobody is told of it.
    """
    tasks: dict[tuple[LeadId, str], Task] = {}
    unidentified: list[tuple[str, Activity]] = []
    ignored = 0
    for letter in letters:
        for activity in letter.parcel.activities:
            strongest = activity.lead.strongest
            if model.ignored.matches(activity):
                ignored += 1
            elif strongest is None:
                unidentified.append((letter.id, activity))
            else:
                home = lead_id(strongest, key)
                said = tuple(links(activity, key, public=model.public(activity.source)))
                _task(tasks, home, letter).told.append(Told(home, activity, said, letter.parcel.trace))
        for lead in letter.parcel.wakes:
            _task(tasks, lead, letter)
    return Sorted(tuple(tasks.values()), tuple(unidentified), ignored)


def regrouped(tasks: Iterable[Task], found: Mapping[LeadId, State]) -> list[Task]:
    """The tasks by the leads that their keys belong to, as far as is found; what is alone stays alone."""
    by_lead: dict[tuple[LeadId, bool], Task] = {}
    left: list[Task] = []
    for task in tasks:
        lead = top(found, task.lead)
        if lead != task.lead:
            task.lead, task.after = lead, 0
        if task.alone:
            left.append(task)
            continue
        other = by_lead.setdefault((task.lead, task.imported), task)
        if other is not task:
            other.told += task.told
            other.letters |= task.letters
            other.announce |= task.announce
    return [*by_lead.values(), *left]


def _task(tasks: dict[tuple[LeadId, str], Task], lead: LeadId, letter: Letter) -> Task:
    parcel = letter.parcel
    apart = letter.id if parcel.attempt or parcel.after else "imported" if parcel.imported else ""
    new = Task(lead, attempt=parcel.attempt, after=parcel.after, imported=parcel.imported)
    task = tasks.setdefault((lead, apart), new)
    task.letters.add(letter.id)
    task.announce |= parcel.announce
    return task
