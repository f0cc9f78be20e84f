"""What the webhooks of Dynamics leave out and its Web API is asked for: whole rows, and an account's contacts."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from leadflow.adapters.crm.dynamics import calls, records
from leadflow.adapters.crm.dynamics.records import ACCOUNT, CONTACT
from leadflow.adapters.crm.dynamics.rows import Part, key, of_api
from leadflow.adapters.crm.dynamics.tables import SETS, asked
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.crm.telling import Telling
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

CONTACTS: Final = "contacts"
"""Of an account; all else that is asked for is a row of a table."""


def question(source: str, what: str, known: str, at: Instant, received_at: Instant, **about: str) -> Iterator[Fetch]:
    """The question, where the id is one; `at` is when that happened because of which it is asked."""
    if GUID.fullmatch(known):
        yield Fetch(source, what, known, received_at, {"at": str(at), **about})


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
    """The question as a request."""
    if "next" in fetch.about:
        return calls.again(sender, fetch.about["next"], token)
    if fetch.what == CONTACTS:
        members = {"$select": "emailaddress1", "$filter": f"_parentcustomerid_value eq {fetch.id}"}
        return calls.get(sender, f"/{SETS[CONTACT]}", token, members)
    return calls.get(sender, f"/{SETS[fetch.what]}({fetch.id})", token, asked(fetch.what, sender))


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What the answer tells; of what is gone there is nothing to tell. Raises TryAgain, RefusedForGood."""
    at = Instant(int(fetch.about["at"]))
    try:
        answer = calls.read(reply)
    except Gone:
        return
    if fetch.what == CONTACTS:
        yield from _of_contacts(fetch, answer, sender, at)
    else:
        yield from _of_row(fetch, answer, sender, at)


def _of_row(fetch: Fetch, answer: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    row = of_api(fetch.what, {**answer, key(fetch.what): fetch.id})
    changed_at = min(body.iso(row.values.get("modifiedon")) or at, fetch.received_at)
    known = digest(sender.name, row.table, row.id, row.text("modifiedon") or "")
    telling = Telling(sender, known, changed_at, fetch.received_at, dict(answer))
    match row.table:
        case "contact" | "lead":
            yield from records.people(row, telling, {})
            account = row.refer("parentcustomerid", ACCOUNT) or ""
            yield from question(sender.name, ACCOUNT, account, changed_at, fetch.received_at, person=row.id)
        case "opportunity":
            yield records.deal(row, telling, {})
        case "account":
            yield from records.mergers(row, telling)
            if row.values.get("merged") is not True:
                yield from _told(fetch, records.account(row, sender, {}), sender, at)
        case _:
            yield from records.done(row, telling)


def _told(fetch: Fetch, said: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    """What an account says, told of the person who has come to it, or of all of its contacts."""
    if person := fetch.about.get("person"):
        telling = Telling(sender, "", at, fetch.received_at, None)
        yield telling.stated(Keys(crm_id=person), said, fetch.what, fetch.id)
    else:
        traits = orjson.dumps(said).decode()
        yield from question(sender.name, CONTACTS, fetch.id, at, fetch.received_at, traits=traits)


def _of_contacts(fetch: Fetch, answer: Part, sender: Sender, at: Instant) -> Iterator[Activity | Fetch]:
    said = body.part(body.embedded(fetch.about["traits"]))
    telling = Telling(sender, "", at, fetch.received_at, None)
    for row in (of_api(CONTACT, body.part(each)) for each in body.items(answer.get("value"))):
        yield telling.of_account(fetch.id, Keys(records.address(row), row.id), said)
    if following := calls.following(answer, sender):
        about: Mapping[str, str] = {"traits": fetch.about["traits"], "next": following}
        yield from question(sender.name, CONTACTS, fetch.id, at, fetch.received_at, **about)
