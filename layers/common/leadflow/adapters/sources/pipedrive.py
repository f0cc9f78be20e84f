"""Pipedrive's webhooks, version 2: one call for each change of a person, organization, deal, lead or activity.

What they leave out is asked for: whom an owner's id means, what a stage is called, what an organization says of its
persons. Where a field of the model's map is a choice, of which a webhook says the id only, the whole record is asked
for instead. A merge is a deletion that says into which record, and a change that says from which: either tells it.

https://pipedrive.readme.io/docs/guide-for-webhooks-v2
https://pipedrive.readme.io/docs/webhooks-v2-migration-guide
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.crm.opportunities import Opportunity
from leadflow.adapters.crm.pipedrive import questions, records
from leadflow.adapters.crm.pipedrive.questions import Asked
from leadflow.adapters.crm.pipedrive.records import OBJECTS, Part
from leadflow.adapters.crm.telling import KINDS, PEOPLE, Telling
from leadflow.adapters.payloads import body
from leadflow.adapters.signatures.basic import BasicAuth
from leadflow.application import answers
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.crm import Object
from leadflow.domain.identity import Keys, digest
from leadflow.domain.sender import Words

SIGNATURE: Final = BasicAuth()

SENDS: Final = (
    *(kind for kinds in KINDS.values() for kind in kinds),
    *(Kind.SALES_CALLED, Kind.SALES_EMAILED, Kind.SALES_MET, Kind.IDENTITY_STATED),
)

WORDS: Final = Words(needs=frozenset({"secret", "token"}), takes=frozenset({"instance"}))

accepted: Final = answers.taken

request: Final = questions.request
fetched: Final = questions.fetched

DELETED: Final = "delete"
CREATED: Final = "create"
ACTIONS: Final = (CREATED, "change", DELETED)

_ID: Final = re.compile(r"\d{1,20}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
"""Of leads it is a UUID, of all else a number."""

Told = Iterator[Activity | Fetch]


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook: the record as it is now, and what of it was otherwise before; of a deleted one all that it was."""

    telling: Telling
    action: str
    id: str
    record: Part
    previous: Part

    def new(self, name: str) -> bool:
        """Whether what it holds there has just come into it."""
        return self.action == CREATED or name in self.previous


def activities(webhook: Webhook) -> Iterator[Activity]:
    """What the webhook says by itself. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Activity))


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """What is to be asked for because of this webhook. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Fetch))


def _told(webhook: Webhook) -> Told:
    content = body.record(body.document(webhook.request.body))
    meta = body.part(content.get("meta"))
    if "current" in content or meta.get("v") == 1:
        raise Unreadable("a webhook of version 1: make one of version 2.0 in Pipedrive")
    entity, action = body.text(meta.get("entity")), body.text(meta.get("action"))
    if entity is None or action is None:
        raise Unreadable("an event that does not say what was done to what")
    if (read := _READ.get(entity)) and action in ACTIONS:
        event = _event(webhook, content, meta)
        yield from _merged(event, entity, meta)
        yield from read(event)


def _event(webhook: Webhook, content: Part, meta: Part) -> Event:
    known, action = body.text(meta.get("entity_id")) or "", str(meta["action"])
    at = body.moment(meta.get("timestamp"))
    if not _ID.fullmatch(known) or at is None:
        raise Unreadable("an event without the id of its record or its time")
    of = digest(webhook.sender.name, str(meta["entity"]), known, action, str(at))
    telling = Telling(webhook.sender, of, at, webhook.received_at, content)
    record, previous = body.part(content.get("data")), body.part(content.get("previous"))
    return Event(telling, action, known, {**record, "id": known}, previous)


def _merged(event: Event, entity: str, meta: Part) -> Told:
    into, gone = body.text(meta.get("merged_to_id")), body.text(meta.get("merged_from_id"))
    if (on := OBJECTS.get(entity)) is None:
        return
    if event.action == DELETED and into and _ID.fullmatch(into):
        yield _merger(event, on, event.id, into, event.previous)
    elif event.action != DELETED and gone and _ID.fullmatch(gone):
        yield _merger(event, on, gone, event.id, event.record)


def _merger(event: Event, on: Object, gone: str, into: str, record: Part) -> Activity:
    match on:
        case Object.CONTACT:
            return event.telling.merged(on, gone, into, Keys(crm_id=gone), {})
        case Object.OPPORTUNITY:
            keys = Keys(crm_id=body.key(record.get("person_id")))
            return event.telling.merged(on, gone, into, keys, Opportunity(gone, deleted=True).traits)
        case _:
            return event.telling.merged(on, gone, into, Keys(), {})


def _person(event: Event) -> Told:
    telling = event.telling
    if event.action == DELETED:
        yield from _deleted(event, Object.CONTACT)
    elif len(event.record) == 1 or questions.chosen(event.record, telling.sender, Object.CONTACT):
        yield from _asked(event, Asked.PERSON)
    else:
        yield records.person(event.record, telling, {}, event.previous)
        owner, account = event.new("owner_id"), event.new("org_id")
        yield from questions.of_person(telling, event.record, owner=owner, account=account)


def _organization(event: Event) -> Told:
    if event.action == DELETED:
        yield from _deleted(event, Object.ACCOUNT)
    else:
        yield from _asked(event, Asked.ORGANIZATION)


def _deal(event: Event) -> Told:
    telling = event.telling
    if event.action == DELETED:
        if not _went(event):
            yield records.deal({**event.previous, "id": event.id, "is_deleted": True}, telling, {})
    elif len(event.record) == 1 or questions.chosen(event.record, telling.sender, Object.OPPORTUNITY):
        yield from _asked(event, Asked.DEAL)
    else:
        owner = event.new("owner_id") or event.new("person_id")
        yield from questions.of_deal(telling, event.record, owner=owner, previous=event.previous)


def _lead(event: Event) -> Told:
    if event.action == DELETED:
        yield records.lead({**event.previous, "id": event.id}, event.telling, deleted=True)
    else:
        yield records.lead(event.record, event.telling, event.previous)


def _activity(event: Event) -> Told:
    if event.action != DELETED:
        yield from records.done(event.record, event.telling)


def _deleted(event: Event, on: Object) -> Told:
    """That a record is no more; one that went into another one was merged instead."""
    if _went(event):
        return
    person = on in PEOPLE
    yield event.telling.activity(
        KINDS[on][2],
        Keys(crm_id=event.id) if person else Keys(),
        {"record": event.id, "object": on.value},
        {"crm.deleted": True} if person else {},
    )


def _went(event: Event) -> bool:
    meta = body.part(body.part(event.telling.raw).get("meta"))
    return body.text(meta.get("merged_to_id")) is not None


def _asked(event: Event, what: Asked) -> Told:
    telling = event.telling
    yield from questions.question(telling.sender.name, what, event.id, telling.at, telling.received_at)


_READ: Final[Mapping[str, Callable[[Event], Told]]] = {
    "person": _person,
    "organization": _organization,
    "deal": _deal,
    "lead": _lead,
    "activity": _activity,
}
"""By what the webhook calls that which was changed."""
