"""What a worker takes from the queue `intake`, sorted by lead."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from leadflow.application.ports import Parcel
from leadflow.domain.activity import Activity
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.ignore import Ignored


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel with the id of the message that brought it."""

    id: str
    parcel: Parcel


@dataclass(slots=True)
class Task:
    """All that a batch holds for one lead: what it did, and which letters told it. Without activities it is a wake.

    `after` is the version that the lead must have reached before it can be worked on; `announce`: what a new model has
    changed is to be told too. `imported`: what follows is told to nobody.
    """

    lead: LeadId
    activities: list[Activity] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    attempt: int = 0
    after: int = 0
    announce: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch by lead; `unidentified` are the activities that name nobody, with their letters.

    `ignored` counts those that are left out, since the model says that they are no lead's.
    """

    tasks: tuple[Task, ...]
    unidentified: tuple[tuple[str, Activity], ...]
    ignored: int


def sort(letters: Iterable[Letter], key: bytes, left_out: Ignored) -> Sorted:
    """The batch by lead, in the order in which the leads first come up; `key` is the secret of lead ids.

    What was sent again alone stays alone, or it would drag down with it what is good; and so does a wake that follows a
    write, since it may have to wait for it, and what is imported, since nobody is told of it.
    """
    tasks: dict[tuple[LeadId, str], Task] = {}
    unidentified: list[tuple[str, Activity]] = []
    ignored = 0
    for letter in letters:
        for activity in letter.parcel.activities:
            strongest = activity.lead.strongest
            if left_out.matches(activity):
                ignored += 1
            elif strongest is None:
                unidentified.append((letter.id, activity))
            else:
                _task(tasks, lead_id(strongest, key), letter).activities.append(activity)
        for lead in letter.parcel.wakes:
            _task(tasks, lead, letter)
    return Sorted(tuple(tasks.values()), tuple(unidentified), ignored)


def _task(tasks: dict[tuple[LeadId, str], Task], lead: LeadId, letter: Letter) -> Task:
    parcel = letter.parcel
    alone = letter.id if parcel.attempt or parcel.after else "imported" if parcel.imported else ""
    new = Task(lead, attempt=parcel.attempt, after=parcel.after, imported=parcel.imported)
    task = tasks.setdefault((lead, alone), new)
    task.letters.add(letter.id)
    task.announce |= parcel.announce
    return task
