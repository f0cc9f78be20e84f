"""All rows of Dynamics, page by page: first what others refer to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import orjson

from leadflow.adapters.crm.dynamics import calls, records
from leadflow.adapters.crm.dynamics.records import ACCOUNT, CONTACT, DONE, LEAD, OPPORTUNITY
from leadflow.adapters.crm.dynamics.rows import Row, of_api
from leadflow.adapters.crm.dynamics.tables import SETS, asked
from leadflow.adapters.crm.telling import Telling
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.crm import Page
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

TABLES: Final[Mapping[str, str]] = {
    "owners": "systemuser",
    "accounts": ACCOUNT,
    "contacts": CONTACT,
    "leads": LEAD,
    "opportunities": OPPORTUNITY,
    "phone calls": "phonecall",
    "emails": "email",
    "appointments": "appointment",
}

PULLED: Final = (*TABLES,)

COMPLETED: Final = {"$filter": "statecode eq 1"}

COUNTED: Final = 5000
"""So far Dataverse counts; where there are more it does not say how many."""


def page(sender: Sender, what: str, start: str | None, token: str) -> OutboundRequest:
    """The request for a page; where the next one stands, Dataverse says itself."""
    if start is not None:
        return calls.again(sender, start, token)
    table = TABLES[what]
    done = COMPLETED if table in DONE else {}
    return calls.get(sender, f"/{SETS[table]}", token, {**asked(table, sender), **done, "$count": "true"})


def paged(sender: Sender, what: str, reply: Reply, owners: Mapping[str, str], now: Instant) -> Page:
    """What the page holds; `owners` are users' addresses, and what accounts say besides."""
    answer = calls.read(reply)
    rows = [of_api(TABLES[what], body.part(each)) for each in body.items(answer.get("value"))]
    told = [activity for row in rows for activity in _told(sender, row, owners, now)]
    total = answer.get("@odata.count")
    return Page(
        told,
        len(rows),
        calls.following(answer, sender),
        dict(_known(sender, rows, owners, now)),
        total if isinstance(total, int) and 0 <= total < COUNTED else None,
    )


def _told(sender: Sender, row: Row, owners: Mapping[str, str], now: Instant) -> Iterator[Activity]:
    version = row.text("modifiedon") or ""
    telling = Telling(sender, digest(sender.name, row.table, row.id, version), _at(row, now), now, dict(row.values))
    match row.table:
        case "contact" | "lead":
            yield from records.people(row, telling, owners)
            yield from _of_account(row, owners, telling)
        case "opportunity":
            yield records.deal(row, telling, owners)
        case "phonecall" | "email" | "appointment":
            yield from records.done(row, telling)
        case _:
            return  # others refer to it, and it is nobody's activity


def _of_account(row: Row, owners: Mapping[str, str], telling: Telling) -> Iterator[Activity]:
    """What the account says of the contact, as of when either was changed last."""
    account = row.refer("parentcustomerid", ACCOUNT)
    at, said = (*body.items(body.embedded(owners.get(f"account:{account}"))), None, None)[:2]
    if account is not None and isinstance(at, int) and row.values.get("merged") is not True:
        yield replace(telling, at=Instant(max(at, telling.at))).of_account(
            account, Keys(records.address(row), row.id), body.part(said)
        )


def _known(sender: Sender, rows: list[Row], owners: Mapping[str, str], now: Instant) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.table == ACCOUNT:
            said = [_at(row, now), records.account(row, sender, owners)]
            yield f"account:{row.id}", orjson.dumps(said).decode()
        elif address := body.email(row.values.get("internalemailaddress")):
            yield row.id, address


def _at(row: Row, now: Instant) -> Instant:
    return min(body.iso(row.values.get("modifiedon")) or now, now)
