"""What HubSpot's webhooks leave out, asked for one after the other: a record, then whatever it names by number.

https://developers.hubspot.com/docs/api/crm/understanding-the-crm
https://developers.hubspot.com/docs/api/crm/associations
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import orjson

from leadflow.adapters.crm.hubspot import calls, names, records
from leadflow.adapters.crm.hubspot.names import COMPANY, STAGE
from leadflow.adapters.crm.hubspot.records import LOGGED
from leadflow.adapters.crm.replies import Gone
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply
from leadflow.application.fetch import Fetch
from leadflow.domain.activity import Activity
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

RECORDS: Final = ("contacts", "companies", "deals", *LOGGED)
"""What is asked for, each by its id; `owners`, `stages` and a contact's `company` are asked for on its behalf."""

OWNERS: Final = "owners"
STAGES: Final = "stages"
MEMBERS: Final = "members"
EMPLOYER: Final = "company"

PRIMARY: Final = 2
"""The type of the tie from a company to the contacts whose first company it is."""

MEMBERS_LIMIT: Final = "500"

ID: Final = re.compile(r"[0-9]{1,20}", re.ASCII)

Part = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Known:
    """What has been found out by then: a record of this kind, and names; `only` this contact is told of it."""

    kind: str
    record: Part
    names: Mapping[str, str] = field(default_factory=dict)
    only: str | None = None

    def written(self) -> str:
        """As text, to be read back."""
        told = {"kind": self.kind, "record": self.record, "names": self.names, "only": self.only}
        return orjson.dumps(told).decode()


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
    """The question."""
    if fetch.what == OWNERS:
        return calls.get(sender, f"/crm/v3/owners/{fetch.id}", token, _archived(fetch))
    if fetch.what == STAGES:
        return calls.get(sender, "/crm/v3/pipelines/deals", token, {})
    if fetch.what == MEMBERS:
        after = {"after": fetch.about["after"]} if "after" in fetch.about else {}
        path = f"/crm/v4/objects/companies/{fetch.id}/associations/contacts"
        return calls.get(sender, path, token, {"limit": MEMBERS_LIMIT, **after})
    what = "companies" if fetch.what == EMPLOYER else fetch.what
    ties = {"associations": "contacts"} if what in ("deals", *LOGGED) else {}
    asked = {"properties": records.asked(sender, what), **ties, **_archived(fetch)}
    return calls.get(sender, f"/crm/v3/objects/{what}/{fetch.id}", token, asked)


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What the answer tells once all is known, else what has to be asked next.

    Raises TryAgain, RefusedForGood, Unreadable.
    """
    if fetch.what == MEMBERS:
        yield from _members(fetch, reply, sender)
    elif fetch.what in RECORDS:
        record = _found(reply)
        if record is not None:
            yield from _next(fetch, Known(fetch.what, _trimmed(record), only=fetch.about.get("only")), sender)
    else:
        yield from _named(fetch, reply, sender)


def _found(reply: Reply) -> Part | None:
    """The answer; None where there is no such thing, or not any more."""
    try:
        return calls.answer(reply)
    except Gone:
        return None


def _named(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """A name more is known, be it that it cannot be: a record is told without it rather than not at all."""
    known = _known(fetch)
    try:
        content = _found(reply)
    except RefusedForGood:  # the app lacks the scope
        content = {}
    if fetch.what == OWNERS and content is None and not _archived(fetch):
        yield replace(fetch, about={**fetch.about, "archived": "true"})  # who has left still has what was given them
        return
    wanted = {STAGES: STAGE, EMPLOYER: COMPANY}.get(fetch.what, "") + fetch.id
    found = dict(_names(fetch, content or {}, sender))
    yield from _next(fetch, replace(known, names={**known.names, wanted: found.get(wanted, "")}), sender)


def _names(fetch: Fetch, content: Part, sender: Sender) -> Iterator[tuple[str, str]]:
    if fetch.what == OWNERS:
        return names.owner(content)
    return names.stages(content) if fetch.what == STAGES else names.company(content, sender)


def _next(fetch: Fetch, known: Known, sender: Sender) -> Iterator[Activity | Fetch]:
    """The next question, or what there is to tell."""
    about = {"told": known.written()}
    lacking = None if known.kind in LOGGED else names.lacking(known.record, known.names, deal=known.kind == "deals")
    if lacking is None:
        yield from _told(fetch, known, sender)
    elif lacking.startswith(STAGE):
        yield replace(fetch, what=STAGES, id=lacking.removeprefix(STAGE), about=about)
    elif lacking.startswith(COMPANY):
        yield replace(fetch, what=EMPLOYER, id=lacking.removeprefix(COMPANY), about=about)
    else:
        yield replace(fetch, what=OWNERS, id=lacking, about=about)


def _told(fetch: Fetch, known: Known, sender: Sender) -> Iterator[Activity | Fetch]:
    record, at = known.record, fetch.received_at
    if known.kind == "contacts":
        yield records.contact(sender, record, known.names, at)
    elif known.kind == "deals":
        yield from records.deal(sender, record, known.names, at, [known.only] if known.only else ())
    elif known.kind in LOGGED:
        yield from records.logged(sender, known.kind, record, at)
    else:
        yield replace(fetch, what=MEMBERS, id=records.identity(record), about={"told": known.written()})


def _members(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What a company's record tells each contact whose first company it is."""
    known, content = _known(fetch), _found(reply) or {}
    for each in map(body.part, body.items(content.get("results"))):
        types = [body.part(one).get("typeId") for one in body.items(each.get("associationTypes"))]
        member = body.text(each.get("toObjectId"))
        if member and PRIMARY in types:
            yield records.account(sender, known.record, known.names, fetch.received_at, member)
    if after := calls.after(content):
        yield replace(fetch, about={**fetch.about, "after": after})


def _known(fetch: Fetch) -> Known:
    told = body.part(body.embedded(fetch.about.get("told")))
    texts = {name: text for name, text in body.part(told.get("names")).items() if isinstance(text, str)}
    return Known(str(told.get("kind")), body.part(told.get("record")), texts, body.text(told.get("only")))


def _archived(fetch: Fetch) -> Mapping[str, str]:
    return {"archived": "true"} if "archived" in fetch.about else {}


def _trimmed(record: Part) -> Part:
    """The record without what nobody reads: it is carried from question to question."""
    return {name: value for name, value in record.items() if name not in ("url", "createdAt", "archivedAt")}
