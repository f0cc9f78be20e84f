"""What Salesforce is asked for because it told of a change by ids: queries, and their answers.

Deleted records are asked for, too: only their own record says whether they were merged into another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.salesforce import calls, ids, soql
from leadflow.adapters.crm.salesforce.changes import ASKED, DELETED, EVERYTHING
from leadflow.adapters.crm.salesforce.people import PEOPLE, person
from leadflow.adapters.crm.salesforce.reading import Reading, Record
from leadflow.adapters.crm.salesforce.records import rows
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.sender import Sender

AFTER: Final = "after"


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
    """The query. Raises RefusedForGood."""
    at, known = body.iso(fetch.about.get("at")), ids.whole(fetch.id)
    if fetch.what not in ASKED or (known is None and (fetch.id != EVERYTHING or at is None)):
        raise RefusedForGood("there is no such thing to ask Salesforce for")
    condition = soql.by_id(fetch.what, known) if known else soql.since(fetch.what, at or fetch.received_at)
    query = soql.query(fetch.what, sender, [condition], ids.whole(fetch.about.get(AFTER)))
    return calls.get(sender, "queryAll", token, {"q": query})


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What the records tell, and the question for the next page. Raises TryAgain, RefusedForGood."""
    found, reading = rows(reply), Reading(sender, fetch.received_at)
    yield from found.activities(fetch.what, reading)
    if not found.rows and fetch.about.get("change") in DELETED and fetch.what in PEOPLE:
        yield person(_gone(fetch.id, fetch.about), PEOPLE[fetch.what], reading)
    if found.last:
        yield replace(fetch, about={**fetch.about, AFTER: found.last})


def _gone(known: str, about: Mapping[str, str]) -> Record:
    """All that is left of a record that was deleted for good."""
    return {"Id": known, "IsDeleted": True, **({"LastModifiedDate": about["at"]} if "at" in about else {})}
