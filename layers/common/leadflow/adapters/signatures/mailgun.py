"""Mailgun's signature, which stands in the body: it covers its own time and token, and nothing of what is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from typing import ClassVar, Final
from urllib.parse import urlencode

import orjson

from leadflow.adapters.payloads import body, posted
from leadflow.adapters.payloads.multipart import MULTIPART
from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import raw
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Unreadable, Webhook
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.json import Json

FIELDS: Final = ("timestamp", "token", "signature")

_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
"""What may come before the object: a byte order mark, and spaces."""

_TOKEN_LETTERS: Final = 50

_NONE: Final[tuple[bytes | None, Mapping[str, Json]]] = None, {}
_LAST: Final = [_NONE]
"""The body read last to be verified, and what it is. It is known by being the same object: a cache would hash it."""


@dataclass(frozen=True, slots=True)
class MailgunHmac:
    """HMAC-SHA256 in hex over time and token, under the HTTP webhook signing key: an object `signature` in JSON bodies.

    In the older form posts the same three are fields beside the event's; there the last of a repeated name is
    Mailgun's own, since the sender's variables are merged in before it.
    """

    window: Duration | None = None

    says: ClassVar[str] = "HMAC-SHA256 of a time and a token in the body"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // SECOND)
        token = sha256(request.body).hexdigest()[:_TOKEN_LETTERS]
        signature = hmac_sha256(secret, raw(stamp + token)).hexdigest()
        return _with(request, dict(zip(FIELDS, (stamp, token, signature), strict=True)))

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        stamp, token, signature = _stated(webhook.request)
        presented, signed, found = signature if signature.isascii() else "", raw(stamp + token), 0
        for secret in secrets:
            if secret:
                found += compare_digest(presented, hmac_sha256(secret, signed).hexdigest())
        if not found:
            raise NotAuthenticated("the signature is missing or wrong")
        freshness.check(body.unix(stamp), webhook.received_at, self.window)


def is_form(request: Request) -> bool:
    """Whether the request is one of the older form posts, as none that holds an object is."""
    return not (request.body.startswith(b"{") or request.body.lstrip(_BEFORE).startswith(b"{"))


def document(request: Request) -> Mapping[str, Json] | None:
    """The object that the body is, None of a form. Raises Unreadable. What `verify` has read is not read again."""
    known, value = _LAST[0]
    if known is request.body:
        _LAST[0] = _NONE  # nobody asks again, and what is not kept leaves its memory to the next
        return value
    return None if is_form(request) else body.record(body.document(request.body))


def _stated(request: Request) -> Sequence[str]:
    """Time, token and signature, empty where one is not stated. Raises NotAuthenticated."""
    try:
        if not request.body.startswith(b"{") and is_form(request):
            fields = posted.fields(request)
            return [(body.texts(fields.get(name)) or ("",))[-1] for name in FIELDS]
        told = body.document(request.body)
    except Unreadable as error:
        raise NotAuthenticated("the signature is missing or wrong") from error
    if not isinstance(told, dict) or not isinstance(stated := told.get("signature"), dict):
        return "", "", ""
    _LAST[0] = request.body, told
    stamp, token, signature = stated.get("timestamp"), stated.get("token"), stated.get("signature")
    if isinstance(stamp, str) and isinstance(token, str) and isinstance(signature, str):
        return stamp, token, signature  # as Mailgun writes them
    return body.text(stamp) or "", body.text(token) or "", body.text(signature) or ""


def _with(request: Request, signed: dict[str, str]) -> Request:
    if not is_form(request):
        return replace(request, body=orjson.dumps({**body.record(body.document(request.body)), "signature": signed}))
    if posted.content_type(request) != MULTIPART:
        return replace(request, body=request.body + b"&" + urlencode(signed).encode("ascii"))
    plain, closing, end = request.body.rpartition(b"--" + request.body[2:].partition(b"\r\n")[0] + b"--")
    boundary = closing.removesuffix(b"--")
    added = b"".join(
        boundary + f'\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("ascii")
        for name, value in signed.items()
    )
    return replace(request, body=plain + added + closing + end)
