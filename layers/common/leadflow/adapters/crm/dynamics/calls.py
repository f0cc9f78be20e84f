"""Requests to Dataverse's Web API, and what its replies mean.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import orjson

from leadflow.adapters.crm import replies
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply
from leadflow.application.webhook import Unreadable
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

NAME: Final = "Dataverse"
ROOT: Final = "/api/data/v9.2"

REPLY_LIMIT: Final = 8 * 1024 * 1024
ROWS: Final = 200
"""Rows of a page."""

NEXT: Final = "@odata.nextLink"

_READABLE: Final = "$(),;=' "
_REASON: Final = 300

HEADERS: Final[Mapping[str, str]] = {
    "accept": "application/json",
    "odata-maxversion": "4.0",
    "odata-version": "4.0",
}


def get(sender: Sender, path: str, token: str | None, parameters: Mapping[str, str]) -> OutboundRequest:
    """The request that reads what stands there, with labels and pages of `ROWS`."""
    query = f"?{urlencode(parameters, quote_via=quote, safe=_READABLE)}".replace(" ", "%20") if parameters else ""
    return again(sender, f"{ROOT}{path}{query}", token)


def again(sender: Sender, address: str, token: str | None) -> OutboundRequest:
    """The request for an address, as `following` says it."""
    prefer = f'odata.include-annotations="*",odata.maxpagesize={ROWS}'
    return OutboundRequest(
        url=f"{_instance(sender)}{address}",
        body=b"",
        headers={**HEADERS, "prefer": prefer, "authorization": f"Bearer {token or ''}"},
        hosts=_hosts(sender),
        method="GET",
        reply_limit=REPLY_LIMIT,
    )


def post(sender: Sender, path: str, token: str | None, content: Mapping[str, Json]) -> OutboundRequest:
    """The request that makes what is stated."""
    return OutboundRequest(
        url=f"{_instance(sender)}{ROOT}{path}",
        body=orjson.dumps(content),
        headers={**HEADERS, "content-type": "application/json", "authorization": f"Bearer {token or ''}"},
        hosts=_hosts(sender),
    )


def read(reply: Reply) -> Mapping[str, Json]:
    """The answer of a success. Raises Gone, TryAgain, RefusedForGood."""
    check(reply)
    return replies.document(reply, NAME)


def check(reply: Reply) -> None:
    """Returns for a success, which may have no content. Raises Gone, TryAgain, RefusedForGood."""
    replies.check(reply, NAME, reason(reply), "retry-after")


def following(answer: Mapping[str, Json], sender: Sender) -> str | None:
    """Where the next page stands, below the instance. Raises RefusedForGood where that is anywhere else."""
    link = body.text(answer.get(NEXT))
    if link is None:
        return None
    parts = urlsplit(link)
    if parts.netloc.lower() != urlsplit(_instance(sender)).netloc.lower() or not parts.path.startswith(f"{ROOT}/"):
        raise RefusedForGood(f"{NAME}'s next page is not on the instance that the model names")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def reason(reply: Reply) -> str:
    """Its own words, with its code."""
    try:
        said = body.part(body.part(body.document(reply.body)).get("error"))
    except Unreadable:
        return ""
    return " ".join(text for text in map(body.text, (said.get("code"), said.get("message"))) if text)[:_REASON]


def _instance(sender: Sender) -> str:
    return (sender.instance or "").rstrip("/")


def _hosts(sender: Sender) -> frozenset[str]:
    return frozenset({urlsplit(_instance(sender)).hostname or ""})
