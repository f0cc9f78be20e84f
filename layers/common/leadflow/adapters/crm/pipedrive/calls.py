"""Requests to Pipedrive's API, and what its replies mean.

https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes
"""

import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

import orjson

from leadflow.adapters.crm import replies
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, Reply, TryAgain
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import HOUR
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

NAME: Final = "Pipedrive"
PUBLIC: Final = "https://api.pipedrive.com"
"""It answers for every company: the token says which."""

REPLY_LIMIT: Final = 8 * 1024 * 1024

WAITS: Final = ("retry-after", "x-ratelimit-reset")
"""Both in seconds. The first is seldom there."""

LABELS: Final[Mapping[str, str]] = {"include_option_labels": "true"}
"""Asks for the labels of choices, which are numbers without it."""

BANNED: Final = 403
"""Of what the token may not see, in JSON; and of everything, as a page, after too many calls that were too many."""

_REASON: Final = 200
_CODE: Final = re.compile(r"[A-Z][A-Z_]{2,79}", re.ASCII)


def get(sender: Sender, path: str, token: str | None, parameters: Mapping[str, str]) -> OutboundRequest:
    """The request that reads what stands there."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return _request("GET", sender, f"{path}{query}", token, b"")


def post(sender: Sender, path: str, token: str | None, content: Mapping[str, Json]) -> OutboundRequest:
    """The request that makes what is stated."""
    return _request("POST", sender, path, token, orjson.dumps(content))


def read(reply: Reply, names: Collection[str] | None = None) -> Mapping[str, Json]:
    """The whole answer of a success. Raises Gone, TryAgain, RefusedForGood.

    A reason is in Pipedrive's own words. With `names`, which are to be given where a record is asked for or written, it
    is the code, and those of the names that the words hold: nothing of a record. What may not be done is always said.
    """
    if reply.status == BANNED and _said(reply) is None:
        raise TryAgain(f"{NAME} has banned us for calling too often", HOUR)
    replies.check(reply, NAME, _why(_said(reply) or {}, None if reply.status == BANNED else names), *WAITS)
    answer = replies.document(reply, NAME)
    if answer.get("success") is not True:
        raise TryAgain(f"{NAME} answered {reply.status} without success")
    return answer


def record(reply: Reply, names: Collection[str] | None = None) -> Mapping[str, Json]:
    """The one record that was asked for. Raises Gone, TryAgain, RefusedForGood, with a reason as `read` gives it."""
    return body.part(read(reply, names).get("data"))


def _request(method: str, sender: Sender, path: str, token: str | None, content: bytes) -> OutboundRequest:
    instance = (sender.instance or PUBLIC).rstrip("/")
    return OutboundRequest(
        url=f"{instance}{path}",
        body=content,
        headers={
            "accept": "application/json",
            "x-api-token": token or "",
            **({"content-type": "application/json"} if content else {}),
        },
        hosts=frozenset({urlsplit(instance).hostname or ""}),
        method=method,
        reply_limit=REPLY_LIMIT,
    )


def _why(said: Mapping[str, Json], names: Collection[str] | None) -> str:
    words, code = body.text(said.get("error")) or "", body.text(said.get("code")) or ""
    if names is None:
        return words[:_REASON]
    return ", ".join((*([code] if _CODE.fullmatch(code) else ()), *(name for name in names if name in words)))


def _said(reply: Reply) -> Mapping[str, Json] | None:
    """The answer as an object; None where it is none, such as the page for those whom Pipedrive has banned."""
    try:
        return body.record(body.document(reply.body))
    except Unreadable:
        return None
