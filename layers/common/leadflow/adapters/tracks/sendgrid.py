"""Contact lists of SendGrid's Marketing Campaigns, which takes every change as a job and does it later.

https://www.twilio.com/docs/sendgrid/api-reference/contacts/add-or-update-a-contact
https://www.twilio.com/docs/sendgrid/api-reference/contacts/get-contacts-by-emails
https://www.twilio.com/docs/sendgrid/api-reference/lists/remove-contacts-from-a-list
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote, urlencode

import orjson

from leadflow.adapters.tool_replies import LIMIT, content, key, taken, until
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.circuit import NotYet
from leadflow.application.tool import Ask, Wish
from leadflow.domain.instant import HOUR, MINUTE, Duration
from leadflow.domain.json import Json

BASE: Final = "https://api.sendgrid.com"
HOSTS: Final = frozenset({"api.sendgrid.com"})

SETTLES: Final = HOUR
"""For so long after we put somebody on a list the job may still be waiting."""

_LATER: Final = Duration(2 * MINUTE)
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class _Contact:
    """What SendGrid calls the person, and whether they stand on the list."""

    id: str
    listed: bool


def tell(wish: Wish, ask: Ask) -> None:
    """Put the contact on the list, made where there is none; or take it off. Raises TryAgain, RefusedForGood."""
    if wish.enrol:
        ask(request(wish), partial(_read, wish))
        return
    contact = ask(_search(wish), partial(_found, wish))
    if contact is not None and contact.listed:
        ask(_removal(wish, contact), partial(_read, wish))
    elif wish.now - wish.told_at < SETTLES:
        raise NotYet("SendGrid has not put the lead on its list yet", _LATER)


def request(wish: Wish) -> OutboundRequest:
    """The first request. Raises TryAgain where there is no key."""
    if not wish.enrol:
        return _search(wish)
    body: Json = {"list_ids": [wish.track.list], "contacts": [{"email": wish.email}]}
    return _asking(wish, "PUT", "contacts", body)


def _search(wish: Wish) -> OutboundRequest:
    return _asking(wish, "POST", "contacts/search/emails", {"emails": [wish.email]})


def _removal(wish: Wish, contact: _Contact) -> OutboundRequest:
    where = f"lists/{quote(wish.track.list, safe='')}/contacts"
    return _asking(wish, "DELETE", f"{where}?{urlencode({'contact_ids': contact.id})}")


def _asking(wish: Wish, method: str, path: str, body: Json = None) -> OutboundRequest:
    headers = {"authorization": f"Bearer {key(wish)}", "accept": "application/json"}
    written = b"" if body is None else orjson.dumps(body)
    if written:
        headers["content-type"] = "application/json"
    url = f"{wish.track.base or BASE}/v3/marketing/{path}"
    return OutboundRequest(url, written, headers, HOSTS, method, reply_limit=LIMIT)


def _read(wish: Wish, reply: Reply) -> None:
    taken(reply, "SendGrid", _wait(wish, reply), () if wish.enrol else {_NOT_FOUND})


def _found(wish: Wish, reply: Reply) -> _Contact | None:
    """The contact with that address, or with that other address; None where nobody has it."""
    if not taken(reply, "SendGrid", _wait(wish, reply), {_NOT_FOUND}):
        return None
    result = content(reply, "SendGrid").get("result")
    for each in result.values() if isinstance(result, Mapping) else ():
        contact = each.get("contact") if isinstance(each, Mapping) else None
        if isinstance(contact, Mapping) and isinstance(name := contact.get("id"), str):
            lists = contact.get("list_ids")
            return _Contact(name, isinstance(lists, list) and wish.track.list in lists)
    return None


def _wait(wish: Wish, reply: Reply) -> Duration:
    return until(reply.headers.get("x-ratelimit-reset", ""), wish.now)
