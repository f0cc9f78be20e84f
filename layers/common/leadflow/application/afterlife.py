"""What an erasure cannot take back: what expires by itself and when, and what others were told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.application.erase import LEADS, LISTS, Eraser
from leadflow.application.listing import GONE
from leadflow.application.ports import Outcome
from leadflow.application.whom import Subject, whom
from leadflow.domain.instant import DAY, MINUTE, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.track import PREFIX

UNDER_WAY: Final = Duration(2 * MINUTE)
"""No worker runs for longer; what it wrote by then of a lead that it had read before is an id, and no more."""

REMAINS: Final[Mapping[str, tuple[Duration, str]]] = {
    "under way": (
        UNDER_WAY,
        "workers that had begun may leave a receipt with the lead's id; erase again to sweep it up",
    ),
    "lists": (GONE, "empty cards with the lead's id, so that no late news puts it on a list again"),
    "stream": (Duration(DAY), "the outbox's stream: figures and activity ids, of news that is refused from now on"),
    "queues": (Duration(4 * DAY), "messages in intake and actions: dropped when they arrive"),
    "logs": (Duration(30 * DAY), "ids, no addresses; as long as the stack's LogDays says, which is 30 unless set"),
    "recovery points": (Duration(35 * DAY), "the tables as they were; after a restore, erase again"),
    "counters": (Duration(60 * DAY), "hashes of messages that were counted; they lead back to nobody"),
}
"""What goes by itself, after how long at the most, and what it is."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that the world outside was told: when, by which automation and what for, and where it went."""

    at: str
    destination: str
    automation: str
    news: str


@dataclass(slots=True)
class Foreseen:
    """What there is to erase, counted by store, and what was told and cannot be called back."""

    counts: Counter[str] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)


def foreseen(eraser: Eraser, subjects: Iterable[Subject]) -> Foreseen:
    """Look at all that is kept of them; nothing is written. Raises OutsideDown."""
    known, found = list(subjects), Foreseen()
    meant = whom(eraser.archive, known)
    found.counts[LEADS] = sum(bool(state.version) and not state.gone for each in known for state in each.states)
    cards = (eraser.lister.lists.card(lead, fresh=True) for each in known for lead in each.ids)
    found.counts[LISTS] = sum(len(card.lists) for card in cards)
    for name, store in eraser.stores.items():
        found.counts[name] = 0
        for each in store.show(meant):
            found.counts[name] += 1
            found.sent += _sent(each)
    found.sent.sort(key=lambda sent: sent.at)
    return found


def elsewhere(subject: Subject, model: LeadModel) -> Iterator[str]:
    """Where a person has to see to it that the lead is erased."""
    for name, register in sorted(subject.state.lead.traits.items()):
        if name.startswith(PREFIX) and register.value is True:
            yield f"track {name.removeprefix(PREFIX)}: take the lead off it"
    records = sorted(value for kind, value in subject.keys if kind == "crm_id")
    if records:
        whose = "the CRM" if model.crm is None else model.crm.provider
        yield f"{whose}: delete the record {', '.join(records)}, or it goes on telling of the lead, which is dropped"


def _sent(thing: Mapping[str, Json]) -> Iterator[Sent]:
    if thing.get("outcome") == Outcome.DONE:
        automation = str(thing["action"]).rpartition("#")[0]
        yield Sent(str(thing["ended_at"]), str(thing["channel"]), automation, str(thing["transition"]))


def expiry(what: str, now: Instant) -> Instant:
    """When it is gone at the latest."""
    return Instant(now + REMAINS[what][0])
