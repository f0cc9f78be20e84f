"""Webhooks of Dataverse, on which Dynamics 365 Sales stands: one call for each change of a row that a step names.

A step tells of the columns that were changed, and of more where it has a post image. Where that is not enough (a new
owner or company, a choice without its label, a payload of more than 256 KB, a new row), the whole row is asked for
instead. Dataverse tries once more after a 502, 503 or 504, and never after any other answer.

https://learn.microsoft.com/power-apps/developer/data-platform/use-webhooks
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.crm.dynamics import questions, records, rows, tokens
from leadflow.adapters.crm.dynamics.records import DONE, LEAD, OBJECTS, OPPORTUNITY, PEOPLE
from leadflow.adapters.crm.dynamics.rows import Part, Row
from leadflow.adapters.crm.telling import KINDS, Telling, mapped
from leadflow.adapters.payloads import body
from leadflow.adapters.signatures.dataverse import WebhookKey
from leadflow.application import answers
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest
from leadflow.domain.sender import Words

SIGNATURE: Final = WebhookKey()

SENDS: Final = (*(kind for kinds in KINDS.values() for kind in kinds), *DONE.values(), Kind.IDENTITY_STATED)

WORDS: Final = Words(needs=frozenset({"secret", "token", "instance"}))

accepted: Final = answers.taken

request: Final = questions.request
fetched: Final = questions.fetched
grant: Final = tokens.grant
granted: Final = tokens.granted

UPDATE: Final = "Update"
DELETE: Final = "Delete"
MERGE: Final = "Merge"
CHANGES: Final = ("Create", UPDATE, "Assign", "SetState", "SetStateDynamicEntity", "Win", "Lose", "Restore")
"""The messages after which a row says something else. Some of them do not say what."""

EXCEEDED: Final = "x-ms-dynamics-msg-size-exceeded"

ASKED: Final = ("ownerid", "parentcustomerid", "merged", "originatingleadid", "statecode")
"""Columns of a person of which a change says less than the row does."""

SUBORDINATE: Final = "SubordinateId"

Told = Iterator[Activity | Fetch]


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook: what happened to which row, and the parameters and images that came with it."""

    telling: Telling
    message: str
    table: str
    id: str
    parameters: Mapping[str, Part]
    before: Part
    after: Part
    exceeded: bool

    @property
    def target(self) -> Part:
        """The row as far as it was changed, or which one was."""
        return self.parameters.get("Target", {})


def activities(webhook: Webhook) -> Iterator[Activity]:
    """What the webhook says by itself. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Activity))


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """What is to be asked for because of this webhook. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Fetch))


def _told(webhook: Webhook) -> Told:
    context = body.record(body.document(webhook.request.body))
    message, table = body.text(context.get("MessageName")), body.text(context.get("PrimaryEntityName"))
    if message is None or table is None:
        raise Unreadable("no execution context: it does not say what was done to what")
    if table not in OBJECTS and table not in DONE:
        return
    event = _event(webhook, context, message, table)
    if message in CHANGES:
        yield from _changed(event)
    elif message == DELETE and table in OBJECTS:
        yield _deleted(event)
    elif message == MERGE and table in OBJECTS:
        yield from _merged(event, context)


def _event(webhook: Webhook, context: Part, message: str, table: str) -> Event:
    known = (body.text(context.get("PrimaryEntityId")) or "").lower()
    if not questions.GUID.fullmatch(known):
        raise Unreadable("an execution context without the id of its row")
    created = body.text(context.get("OperationCreatedOn")) or ""
    operation = body.text(context.get("OperationId")) or ""
    of = digest(webhook.sender.name, operation, message, table, known, created)
    at = min(rows.date(created) or webhook.received_at, webhook.received_at)
    return Event(
        telling=Telling(webhook.sender, of, at, webhook.received_at, _kept(context)),
        message=message,
        table=table,
        id=known,
        parameters={name: body.part(value) for name, value in rows.pairs(context.get("InputParameters"))},
        before=_image(context.get("PreEntityImages")),
        after=_image(context.get("PostEntityImages")),
        exceeded=EXCEEDED in webhook.request.headers,
    )


def _kept(context: Part) -> Part:
    """The context as evidence, without that of whatever caused it, which says the same again."""
    return {name: value for name, value in context.items() if name != "ParentContext"}


def _image(images: object) -> Part:
    listed = [body.part(value) for _, value in rows.pairs(images if isinstance(images, list) else None)]
    return listed[0] if listed else {}


def _changed(event: Event) -> Told:
    row = rows.of_context(event.table, event.id, event.after, event.target)
    if event.table in DONE:
        if row.number("statecode") == records.COMPLETED or event.exceeded:
            yield from _asked(event)
    elif event.table in PEOPLE and event.message == UPDATE and _enough(event, row):
        yield records.person(row, event.telling, {}, _emptied(event))
    else:
        yield from _asked(event)


def _enough(event: Event, row: Row) -> bool:
    """Whether the webhook says all that the row would."""
    changed = {name for name, _ in rows.pairs(event.target.get("Attributes"))}
    names = {each.theirs for each in mapped(event.telling.sender, OBJECTS[event.table])}
    if event.table == LEAD:
        names.add("statuscode")
    unsaid = any(row.unlabelled(name) for name in names)
    return bool(changed) and not unsaid and changed.isdisjoint(ASKED)


def _emptied(event: Event) -> frozenset[str]:
    return frozenset(name for name, value in rows.pairs(event.target.get("Attributes")) if value is None)


def _deleted(event: Event) -> Activity:
    row = rows.of_context(event.table, event.id, event.before)
    if event.table == OPPORTUNITY:
        return records.deal(row, event.telling, {}, deleted=True)
    on, person = OBJECTS[event.table], event.table in PEOPLE
    return event.telling.activity(
        KINDS[on][2],
        Keys(crm_id=event.id) if person else Keys(),
        {"record": event.id, "object": on.value},
        {"crm.deleted": True} if person else {},
    )


def _merged(event: Event, context: Part) -> Told:
    into = (body.text(event.target.get("Id")) or event.id).lower()
    gone = dict(rows.pairs(context.get("InputParameters"))).get(SUBORDINATE)
    subordinate = (body.text(gone) or "").lower()
    if questions.GUID.fullmatch(subordinate) and questions.GUID.fullmatch(into):
        keys = Keys(crm_id=subordinate) if event.table in PEOPLE else Keys()
        yield event.telling.merged(OBJECTS[event.table], subordinate, into, keys, {})
    yield from questions.question(
        event.telling.sender.name, event.table, into, event.telling.at, event.telling.received_at
    )


def _asked(event: Event) -> Told:
    telling = event.telling
    yield from questions.question(telling.sender.name, event.table, event.id, telling.at, telling.received_at)
