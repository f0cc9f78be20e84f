"""Calls of HubSpot's API: how they are made, and what its answers mean.

https://developers.hubspot.com/docs/api/error-handling
https://developers.hubspot.com/docs/api/usage-details
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

import orjson

from leadflow.adapters.crm import replies
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import HOUR
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

PUBLIC: Final = "https://api.hubapi.com"
REPLY_LIMIT: Final = 8 * 1024 * 1024
"""Bytes: a page of a hundred records, or all properties of an account that has a thousand."""

DAILY: Final = "DAILY"
"""The policy of the limit that a new day lifts, not some seconds."""

MOVING: Final = 477
"""The account is being moved to another of HubSpot's places, and is nowhere meanwhile."""

_WORD: Final = re.compile(r"[A-Za-z_.:-]{2,80}", re.ASCII)
_RETRY_AFTER: Final = "retry-after"


def get(sender: Sender, path: str, token: str | None, asked: Mapping[str, str]) -> OutboundRequest:
    """The request for what stands at this path."""
    base = (sender.instance or PUBLIC).rstrip("/")
    return OutboundRequest(
        url=f"{base}{path}?{urlencode(asked)}",
        body=b"",
        headers={"accept": "application/json", "authorization": f"Bearer {token or ''}"},
        hosts=frozenset({urlsplit(base).hostname or ""}),
        method="GET",
        reply_limit=REPLY_LIMIT,
    )


def post(sender: Sender, path: str, token: str, content: Json) -> OutboundRequest:
    """The request that puts this content to the path."""
    base = (sender.instance or PUBLIC).rstrip("/")
    return OutboundRequest(
        url=f"{base}{path}",
        body=orjson.dumps(content),
        headers={
            "accept": "application/json",
            "authorization": f"Bearer {token}",
            "content-type": "application/json; charset=utf-8",
        },
        hosts=frozenset({urlsplit(base).hostname or ""}),
    )


def answer(reply: Reply, names: Collection[str] = ()) -> Mapping[str, Json]:
    """What was answered. Raises Gone, TryAgain, RefusedForGood."""
    check(reply, names)
    return replies.document(reply, "HubSpot")


def check(reply: Reply, names: Collection[str] = ()) -> None:
    """Returns for a success. Raises Gone, TryAgain, RefusedForGood; a reason holds nothing of a record.

    It says which of the properties of these `names` were not as they must be.
    """
    fault = _fault(reply)
    why = ", ".join((*_words(fault), *_misfits(fault, names)))
    if reply.status == replies.TOO_MANY and fault.get("policyName") == DAILY:
        raise TryAgain(f"HubSpot answered {reply.status}: {why}", HOUR)
    if reply.status == MOVING:
        raise TryAgain(
            f"HubSpot answered {reply.status}: the account is being moved", replies.wait(reply, _RETRY_AFTER)
        )
    if reply.status == replies.FORBIDDEN:
        raise RefusedForGood(f"HubSpot answered {reply.status}: {why or 'the app may not do that'}")
    replies.check(reply, "HubSpot", why, _RETRY_AFTER)


def category(fault: Mapping[str, Json]) -> str:
    """HubSpot's word for what went wrong."""
    return next(_words(fault), "no reason")


def after(content: Mapping[str, Json]) -> str | None:
    """Where the next page begins."""
    return body.text(body.part(body.part(content.get("paging")).get("next")).get("after"))


def _misfits(fault: Mapping[str, Json], names: Collection[str]) -> Iterator[str]:
    """What the message says, in JSON, of properties that were written."""
    message = body.text(fault.get("message")) or ""
    for each in map(body.part, body.items(body.embedded(message[message.find("[") :]))):
        name, error = each.get("name"), each.get("error")
        if name in names and isinstance(error, str) and _WORD.fullmatch(error):
            yield f"{name}: {error}"


def _fault(reply: Reply) -> Mapping[str, Json]:
    try:
        return body.part(body.document(reply.body)) if reply.status >= 300 else {}  # noqa: PLR2004 - HTTP's own number
    except Unreadable:
        return {}


def _words(fault: Mapping[str, Json]) -> Iterator[str]:
    """The category, the limit's policy, the scopes that are lacking; messages may hold what records hold."""
    scopes = [
        scope
        for each in body.items(fault.get("errors"))
        for scope in body.items(body.part(body.part(each).get("context")).get("requiredGranularScopes"))
    ]
    for word in (fault.get("category"), fault.get("policyName"), *scopes):
        if isinstance(word, str) and _WORD.fullmatch(word):
            yield word
