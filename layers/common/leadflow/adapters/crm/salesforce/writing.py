"""What is written into Salesforce: leads, contacts, and tasks that belong to them.

A contact goes before a lead of the same address, and a lead that was converted is its contact.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_upsert_patch.htm
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

import orjson

from leadflow.adapters.crm import notes
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.crm.salesforce import calls, grants, ids
from leadflow.adapters.crm.salesforce.people import PEOPLE
from leadflow.adapters.crm.salesforce.people import lines as lines_of
from leadflow.adapters.crm.salesforce.reading import flag, plain
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply, TryAgain
from leadflow.application.crm_out import Elsewhere, Order, Values
from leadflow.domain.crm import Field, Object
from leadflow.domain.crm_writing import Newcomer, Record
from leadflow.domain.identity import EMAIL, Key
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from leadflow.domain.wording import clip

grant: Final = grants.grant
granted: Final = grants.granted

TABLES: Final[Mapping[Object, str]] = {Object.CONTACT: "Contact", Object.LEAD: "Lead"}
PREFIXES: Final[Mapping[str, str]] = {"003": "Contact", "00Q": "Lead"}
"""How the ids of each begin."""

CONVERSION: Final = ("IsConverted", "ConvertedContactId")
LATEST: Final = 100
FIRST_NAME: Final = 40
"""Characters that there is room for; a last name has as many as any other of ours."""

REPLY_LIMIT: Final = 1024 * 1024

BUSY: Final = frozenset({"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT"})
"""What Salesforce refuses because of what it is doing for others at this moment."""

FILES: Final = (".inc",)
"""Ends of addresses that Salesforce takes for a file where they end a path."""

_NAME: Final = re.compile(r"[A-Za-z]\w{0,79}", re.ASCII)


def lines(sender: Sender, on: Object) -> Iterable[Field]:
    """The lines of the map that stand in a lead or a contact."""
    return lines_of(sender, on)


def speaks(key: Key) -> bool:
    """Whether Salesforce can have a person of that address or id."""
    return key[0] == EMAIL or (ids.whole(key[1]) or "")[:3] in PREFIXES


def find(sender: Sender, key: Key, token: str) -> OutboundRequest:
    """The questions for that person, in one request: the oldest contact and the oldest lead."""
    queries = [(table, _query(sender, table, key)) for table in _tables(key)]
    asked: list[Json] = [
        {
            "method": "GET",
            "referenceId": table,
            "url": f"/services/data/{calls.VERSION}/query?{urlencode({'q': query})}",
        }
        for table, query in queries
    ]
    return _bounded(calls.post(sender, "composite", token, {"compositeRequest": asked}))


def found(sender: Sender, key: Key, reply: Reply) -> Record | Elsewhere | None:  # noqa: ARG001 - asked alike of all CRMs
    """The contact, else the lead, else the contact that a lead was converted to. Raises TryAgain, RefusedForGood."""
    people = [(table, each) for table, answer in _answers(reply) for each in answer]
    open_ones = [(table, each) for table, each in people if not flag(each.get("IsConverted"))]
    for table, each in open_ones:
        return _record(sender, table, each)
    converted = (ids.whole(each.get("ConvertedContactId")) for _, each in people)
    return next((Elsewhere(known) for known in converted if known), None)


def owner(sender: Sender, address: str, token: str) -> OutboundRequest:
    """The question for the user with this address."""
    query = f"SELECT Id FROM User WHERE Email = '{_quoted(address)}' AND IsActive = true ORDER BY Id LIMIT 1"  # noqa: S608 - quoted
    return calls.get(sender, "query", token, {"q": query})


def owns(reply: Reply, address: str) -> str | None:  # noqa: ARG001 - the answer is of one address
    """The user's id. Raises TryAgain, RefusedForGood."""
    users = body.items(_checked(reply).get("records"))
    return next((known for each in users if (known := ids.whole(body.part(each).get("Id")))), None)


def create(sender: Sender, new: Newcomer, values: Values, token: str) -> OutboundRequest:
    """The request that makes a lead or a contact, or writes into that of the same address where one was made meanwhile.

    The two fields that Salesforce asks for, a last name and the company of a lead, are always there.
    """
    named: dict[str, Json] = {"FirstName": clip(new.first, FIRST_NAME) or None, "LastName": new.last}
    firm: dict[str, Json] = {"Company": new.company} if new.on is Object.LEAD else {}
    stated = {**named, **firm, **_stated(values)}
    path = f"sobjects/{TABLES[new.on]}"
    if new.email.endswith(FILES):
        return _bounded(calls.post(sender, path, token, {**stated, "Email": new.email}))
    request = calls.post(sender, f"{path}/Email/{quote(new.email, safe='@')}", token, stated)
    return replace(_bounded(request), method="PATCH")


def created(sender: Sender, new: Newcomer, reply: Reply) -> Record:
    """The record. Raises TryAgain, RefusedForGood; what a duplicate rule objects to is refused."""
    known = ids.whole(_checked(reply, sender).get("id"))
    if known is None:
        raise TryAgain(f"{calls.NAME}'s answer holds no record")
    return Record(known, new.on)


def change(sender: Sender, record: Record, values: Values, token: str) -> OutboundRequest:
    """The request that writes into the record."""
    request = calls.post(sender, f"sobjects/{TABLES[record.on]}/{record.id}", token, _stated(values))
    return replace(_bounded(request), method="PATCH")


def changed(sender: Sender, reply: Reply) -> None:
    """Returns where it was written. Raises TryAgain (also where it was deleted meanwhile), RefusedForGood."""
    try:
        _check(reply, sender)
    except Gone as error:
        raise TryAgain(error.reason) from error


def tasks(sender: Sender, record: Record, token: str) -> OutboundRequest:
    """The question for the person's latest tasks."""
    query = f"SELECT Id, Description FROM Task WHERE WhoId = '{record.id}' ORDER BY CreatedDate DESC LIMIT {LATEST}"  # noqa: S608 - an id
    return calls.get(sender, "query", token, {"q": query})


def marked(reply: Reply, mark: str) -> bool:
    """Whether one of them has the mark. Raises TryAgain, RefusedForGood."""
    listed = map(body.part, body.items(_checked(reply).get("records")))
    return any(notes.marked(mark) in (body.text(each.get("Description")) or "") for each in listed)


def give(sender: Sender, order: Order, token: str) -> OutboundRequest:
    """The request that makes the task."""
    stated: dict[str, Json] = {
        "Subject": order.subject,
        "Description": notes.plain(order),
        "ActivityDate": order.day,
        "WhoId": order.record.id,
        **({"OwnerId": order.owner} if order.owner else {}),
    }
    return _bounded(calls.post(sender, "sobjects/Task", token, stated))


def given(sender: Sender, reply: Reply) -> None:
    """Returns where the task was made. Raises TryAgain, RefusedForGood."""
    _checked(reply, sender)


def _tables(key: Key) -> Iterator[str]:
    yield from PREFIXES.values() if key[0] == EMAIL else (PREFIXES[key[1][:3]],)


def _query(sender: Sender, table: str, key: Key) -> str:
    mapped = (each.theirs for each in lines(sender, PEOPLE[table]) if _NAME.fullmatch(each.theirs))
    names = dict.fromkeys(("Id", "OwnerId", *(CONVERSION if table == "Lead" else ()), *mapped))
    condition = f"Email = '{_quoted(key[1])}'" if key[0] == EMAIL else f"Id = '{ids.whole(key[1])}'"
    return f"SELECT {', '.join(names)} FROM {table} WHERE {condition} ORDER BY CreatedDate LIMIT {LATEST}"  # noqa: S608 - quoted


def _answers(reply: Reply) -> Iterator[tuple[str, list[Mapping[str, Json]]]]:
    """The rows of each query, by its table. Raises Gone, TryAgain, RefusedForGood."""
    for part in map(body.part, body.items(_checked(reply).get("compositeResponse"))):
        status = part.get("httpStatusCode")
        inner = Reply(status if isinstance(status, int) else 0, {}, orjson.dumps(part.get("body")))
        rows = body.items(_checked(inner).get("records"))
        yield body.text(part.get("referenceId")) or "", [*map(body.part, rows)]


def _record(sender: Sender, table: str, row: Mapping[str, Json]) -> Record | None:
    known, on = ids.whole(row.get("Id")), PEOPLE[table]
    held = {each.theirs: plain(row, each.theirs) for each in lines(sender, on)}
    return None if known is None else Record(known, on, held, ids.whole(row.get("OwnerId")))


def _stated(values: Values) -> dict[str, Json]:
    owned: dict[str, Json] = {"OwnerId": values.owner} if values.owner else {}
    return {**{name: _value(value) for name, value in values.fields.items()}, **owned}


def _value(value: Json) -> Json:
    """Several choices are one text."""
    return ";".join(map(str, value)) if isinstance(value, list) else value


def _checked(reply: Reply, sender: Sender | None = None) -> Mapping[str, Json]:
    _check(reply, sender)
    return calls.answer(reply)


def _check(reply: Reply, sender: Sender | None = None) -> None:
    """Raises Gone, TryAgain, RefusedForGood."""
    if busy := BUSY.intersection(calls.codes(reply)):
        raise TryAgain(f"{calls.NAME} answered {reply.status}: {', '.join(sorted(busy))}")
    known = () if sender is None else [each.theirs for on in TABLES for each in lines(sender, on)]
    calls.check(reply, known)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _bounded(request: OutboundRequest) -> OutboundRequest:
    return replace(request, reply_limit=REPLY_LIMIT)
