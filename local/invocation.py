"""HTTP to and from a function, as a function URL does it: payload format 2.0, byte for byte.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

import json
import uuid
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from leadflow.domain.instant import SECOND, Instant, moment
from leadflow.domain.json import Json

MILLISECOND: Final = SECOND // 1_000
TEXTS: Final = ("application/json", "application/javascript", "application/xml")
ACCOUNT: Final = "anonymous"


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came: `target` is path and query, header names are lower-case, same names joined by commas."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    ip: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller is answered."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def accepted(self) -> bool:
        """Whether the caller will take it that we have what it sent."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


FAILED: Final = Reply(502, (("content-type", "application/json"),), b'{"message":"Internal Server Error"}')


def to_event(call: Call, host: str, at: Instant) -> dict[str, Json]:
    """The event that the function is given; `at` is when the call arrived."""
    path, _, query = call.target.partition("?")
    text = _text(call)
    event: dict[str, Json] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {**call.headers, "x-forwarded-for": call.ip, "x-forwarded-proto": "https"},
        "requestContext": _context(call, path, host, at),
        "isBase64Encoded": text is None,
    }
    if call.body:
        event["body"] = b64encode(call.body).decode("ascii") if text is None else text
    return event


def _context(call: Call, path: str, host: str, at: Instant) -> Json:
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": host,
        "domainPrefix": "local",
        "http": {
            "method": call.method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": call.ip,
            "userAgent": call.headers.get("user-agent", ""),
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": "$default",
        "stage": "$default",
        "time": f"{moment(at):%d/%b/%Y:%H:%M:%S +0000}",
        "timeEpoch": at // MILLISECOND,
    }


def to_reply(payload: bytes) -> Reply:
    """What a function's answer means to the caller; an answer without a status is a body."""
    answer = json.loads(payload or b"null")
    if not isinstance(answer, Mapping) or "statusCode" not in answer:
        return Reply(200, (("content-type", "application/json"),), json.dumps(answer).encode())
    body = answer.get("body") or ""
    headers = {"content-type": "application/json"} | {
        name.lower(): str(value) for name, value in (answer.get("headers") or {}).items()
    }
    cookies = [("set-cookie", str(cookie)) for cookie in answer.get("cookies") or ()]
    content = b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return Reply(int(answer["statusCode"]), (*headers.items(), *cookies), content)


def _text(call: Call) -> str | None:
    """The body as text, where it is one; AWS gives anything else as base64."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "content-encoding" in call.headers or not (kind.startswith("text/") or kind in TEXTS):
        return None if call.body else ""
    try:
        return call.body.decode()
    except UnicodeDecodeError:
        return None
