"""Contact lists of Brevo.

https://developers.brevo.com/reference/create-contact
https://developers.brevo.com/reference/update-contact
"""

from typing import Final
from urllib.parse import quote

import orjson

from leadflow.adapters.tool_replies import key, taken, until
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.tool import Ask, Wish
from leadflow.domain.instant import Duration
from leadflow.domain.json import Json

BASE: Final = "https://api.brevo.com"
HOSTS: Final = frozenset({"api.brevo.com"})

_NOT_FOUND: Final = 404


def tell(wish: Wish, ask: Ask) -> None:
    """Put the contact on the list, made where there is none; or take it off. Raises TryAgain, RefusedForGood."""
    ask(request(wish), read if wish.enrol else _read_removed)


def request(wish: Wish) -> OutboundRequest:
    """The request. Raises TryAgain where there is no key."""
    # Both say how it shall be and not what to do, so that saying it twice is no error, as `contacts/add` makes it.
    where, number = f"{wish.track.base or BASE}/v3/contacts", int(wish.track.list)
    if wish.enrol:
        return _asking(wish, "POST", where, {"email": wish.email, "listIds": [number], "updateEnabled": True})
    return _asking(wish, "PUT", f"{where}/{quote(wish.email, safe='')}", {"unlinkListIds": [number]})


def read(reply: Reply) -> None:
    """Returns where Brevo has done it."""
    taken(reply, "Brevo", _wait(reply))


def _read_removed(reply: Reply) -> None:
    """Whom Brevo does not know is on no list."""
    taken(reply, "Brevo", _wait(reply), {_NOT_FOUND})


def _wait(reply: Reply) -> Duration:
    return until(reply.headers.get("x-sib-ratelimit-reset", ""))


def _asking(wish: Wish, method: str, url: str, body: Json) -> OutboundRequest:
    headers = {"api-key": key(wish), "accept": "application/json", "content-type": "application/json"}
    return OutboundRequest(url, orjson.dumps(body), headers, HOSTS, method)
