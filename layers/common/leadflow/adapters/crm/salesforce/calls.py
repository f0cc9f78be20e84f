"""Calls of Salesforce's REST interface: how they are made, and what its answers mean.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
"""

import re
from collections.abc import Collection, Mapping, Sequence
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

NAME: Final = "Salesforce"
VERSION: Final = "v60.0"
REPLY_LIMIT: Final = 8 * 1024 * 1024
"""Bytes: a description of all fields of an object with hundreds of them is the largest."""

EXCEEDED: Final = "REQUEST_LIMIT_EXCEEDED"
"""The calls of a whole day are used up: what frees some is the passing of hours."""

_CODE: Final = re.compile(r"[A-Z][A-Z_]{2,79}", re.ASCII)


def get(sender: Sender, path: str, token: str | None, parameters: Mapping[str, str] | None = None) -> OutboundRequest:
    """The request for what stands at this path of the interface. Raises RefusedForGood."""
    asked = f"?{urlencode(parameters)}" if parameters else ""
    return OutboundRequest(
        url=f"{base(sender)}/services/data/{VERSION}/{path}{asked}",
        body=b"",
        headers={"accept": "application/json", "authorization": f"Bearer {token or ''}"},
        hosts=hosts(sender),
        method="GET",
        reply_limit=REPLY_LIMIT,
    )


def post(sender: Sender, path: str, token: str, content: Json) -> OutboundRequest:
    """The request that puts this content to the path. Raises RefusedForGood."""
    return OutboundRequest(
        url=f"{base(sender)}/services/data/{VERSION}/{path}",
        body=orjson.dumps(content),
        headers={
            "accept": "application/json",
            "authorization": f"Bearer {token}",
            "content-type": "application/json; charset=utf-8",
        },
        hosts=hosts(sender),
    )


def base(sender: Sender) -> str:
    """The organisation's own address. Raises RefusedForGood where the model names none."""
    if sender.instance is None:
        raise RefusedForGood(f"the model's source {sender.name} names no `instance`")
    return sender.instance.rstrip("/")


def hosts(sender: Sender) -> frozenset[str]:
    """The hosts that may be called."""
    return frozenset({urlsplit(base(sender)).hostname or ""})


def answer(reply: Reply) -> Mapping[str, Json]:
    """What was answered to a question. Raises Gone, TryAgain, RefusedForGood."""
    check(reply)
    return replies.document(reply, NAME)


def check(reply: Reply, known: Collection[str] = ()) -> None:
    """Returns for a success. Raises Gone, TryAgain, RefusedForGood; it names which of these fields are to blame."""
    named = codes(reply)
    if EXCEEDED in named:
        raise TryAgain(f"{NAME} answered {reply.status}: {EXCEEDED}", HOUR)
    replies.check(reply, NAME, ", ".join((*named, *_fields(reply, known))), "retry-after")


def _fields(reply: Reply, known: Collection[str]) -> Sequence[str]:
    """The fields that an answer's errors are about, as far as they are known names."""
    try:
        found = body.items(body.document(reply.body)) if known else ()
    except Unreadable:
        return ()
    return [name for each in found for name in body.texts(body.part(each).get("fields")) if name in known]


def codes(reply: Reply) -> Sequence[str]:
    """The codes of an answer's errors; their messages may hold what records hold."""
    try:
        found = body.document(reply.body)
    except Unreadable:
        return ()
    named = (body.part(each).get("errorCode") for each in body.items(found))
    return [each for each in named if isinstance(each, str) and _CODE.fullmatch(each)]
