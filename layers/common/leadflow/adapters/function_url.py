"""What AWS hands a function behind a URL, and what it takes back: payload format 2.0.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NotRequired, TypedDict
from urllib.parse import unquote

from leadflow.application.webhook import Answer, Request
from leadflow.domain.instant import SECOND, Instant

MILLISECOND: Final = SECOND // 1_000


TRACE: Final = "x-request-id"
"""The header in which the sender is told under which id its webhook is known."""

VIEWER: Final = "cloudfront-viewer-address"
"""The header in which CloudFront writes who called it: the address and the port."""


class Http(TypedDict):
    """The part of the request context that says how we were called."""

    method: str
    sourceIp: str


class RequestContext(TypedDict):
    """The request context, as far as it is read."""

    http: Http
    requestId: NotRequired[str]
    timeEpoch: int


class Event(TypedDict):
    """The event, as far as it is read."""

    rawPath: str
    rawQueryString: str
    headers: Mapping[str, str]
    requestContext: RequestContext
    body: NotRequired[str]
    isBase64Encoded: bool


class Response(TypedDict):
    """The response."""

    statusCode: int
    headers: Mapping[str, str]
    body: str
    isBase64Encoded: NotRequired[bool]


def request(event: Event) -> Request:
    """The request with the bytes that were on the wire."""
    body = event.get("body") or ""
    http = event["requestContext"]["http"]
    return Request(
        method=http["method"].upper(),
        path=unquote(event["rawPath"]),
        query=event.get("rawQueryString") or "",
        headers={name.lower(): value for name, value in event["headers"].items()},
        body=b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "surrogatepass"),
        ip=http["sourceIp"],
        id=event["requestContext"].get("requestId", ""),
    )


def viewed(request: Request) -> Request:
    """The request by the address of whoever called the edge, which called us. Only behind an edge is it to be believed.

    Of `x-forwarded-for` a function's URL hands on only what the caller himself has written there.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    address, _, _ = request.headers.get(VIEWER, "").rpartition(":")
    return replace(request, ip=address) if address else request


def received_at(event: Event) -> Instant:
    """When the request came, which AWS states in milliseconds: the same however often the function is tried."""
    return Instant(event["requestContext"]["timeEpoch"] * MILLISECOND)


def response(answer: Answer, trace: str = "") -> Response:
    """The answer as the function returns it: text as it is, what is packed in base64; with the request's id."""
    headers = {**answer.headers, TRACE: trace} if trace else answer.headers
    if "content-encoding" in answer.headers:
        body = b64encode(answer.body).decode("ascii")
        return {"statusCode": answer.status, "headers": headers, "body": body, "isBase64Encoded": True}
    return {"statusCode": answer.status, "headers": headers, "body": answer.body.decode("utf-8")}
