"""A person parts a key from a lead: that is an activity itself, and what follows from it can be foreseen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadflow.application import family
from leadflow.application.archive import Archive
from leadflow.application.desk import Kept
from leadflow.application.kinship import Kinship
from leadflow.application.ports import Leads, Parcel
from leadflow.application.void import OPERATOR
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import EMAIL, Key, Keys, LeadId, digest
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.link import links
from leadflow.domain.news import News
from leadflow.domain.state import State


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says: this key is not the lead's that lives under `home`, and why."""

    home: Key
    key: Key
    reason: str


def said(word: Word, now: Instant) -> Activity:
    """The activity that the word is; the same word at the same instant is the same activity."""
    kind, value = word.key
    return Activity(
        id=f"{OPERATOR}:{digest(*word.home, *word.key, Kind.IDENTITY_SPLIT, str(now))}",
        lead=Keys(**{word.home[0]: word.home[1]}),
        type=Kind.IDENTITY_SPLIT,
        occurred_at=now,
        received_at=now,
        source=OPERATOR,
        properties={"kind": kind, "key": value, "reason": word.reason},
    )


def called(keys: Iterable[Key], text: str) -> list[Key]:
    """Those of the keys that are called so: by value, or by kind:value; an address in any case of letters."""
    names = {text, text.strip()}
    return [key for key in keys if names & {key[1], ":".join(key)} or key == (EMAIL, text.strip().lower())]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What becomes of the two.

    `staying` is what is left of the lead that was as `before`, `leaving` the lead that the key is of then, `along` the
    keys that leave with it, `joined` when the first of all these had joined.
    """

    before: State
    staying: State
    leaving: State
    along: tuple[LeadId, ...]
    joined: Instant | None


def foreseen(archive: Archive, activity: Activity) -> Foreseen:
    """What follows from the activity by what is stored now; nothing is written. Raises OutsideDown."""
    (link,) = (each for each in links(activity, archive.key, public=False) if each.apart)
    draft = Draft(archive.leads)
    before = _state(draft, link.stronger)
    leaving = (link.weaker, *before.kin.under(link.weaker))
    joined = [each.kin.since for each in draft.load(leaving, fresh=True).values() if each.kin.since is not None]
    Kinship(Kept(archive.model, draft, archive.timeline, draft)).tie(link, activity.at)
    staying, other = _state(draft, link.stronger), _state(draft, link.weaker)
    along = tuple(each for each in leaving[1:] if _state(draft, each).id == other.id)
    return Foreseen(before, staying, other, along, min(joined, default=None))


def _state(leads: Leads, key: LeadId) -> State:
    return family.whole(leads, key, fresh=True) or State(key)


@dataclass(frozen=True, slots=True)
class Draft:
    """The ports `Leads` and `Intake` for a trial: what is written shows, and nobody else ever sees it."""

    leads: Leads
    written: dict[LeadId, State] = field(default_factory=dict)
    sent: list[Parcel] = field(default_factory=list)

    def load(self, ids: Collection[LeadId], *, fresh: bool = False) -> Mapping[LeadId, State]:
        stored = self.leads.load([each for each in ids if each not in self.written], fresh=fresh)
        return {**stored, **{each: self.written[each] for each in ids if each in self.written}}

    def commit(self, state: State, news: Sequence[News] = (), others: Sequence[State] = ()) -> None:  # noqa: ARG002 the port's
        for each in (state, *others):
            self.written[each.id] = replace(each, version=each.version + 1)

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:  # noqa: ARG002 the port's
        self.sent.extend(parcels)

    def waiting(self) -> int:
        return len(self.sent)
