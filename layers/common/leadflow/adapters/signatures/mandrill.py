"""Mandrill's signature, which covers the address as Mandrill was told it, and every parameter of the form."""

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final
from urllib.parse import unquote_to_bytes

from leadflow.adapters.signatures.comparing import check, raw
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import Duration

HEADER: Final = "x-mandrill-signature"


@dataclass(frozen=True, slots=True)
class MandrillHmac:
    """HMAC-SHA1 in base64 over the address, and name and value of each parameter, sorted by name and decoded.

    The address is the sender's `url`, with everything that was typed there: query, closing slash, user and password.
    """

    says: ClassVar[str] = "HMAC-SHA1 of address and form"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request = webhook.request
        return replace(request, headers={**request.headers, HEADER: _mac(_signed(webhook), secret)})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        if not webhook.sender.url:
            raise NotAuthenticated("the source has no address that could have been signed")
        presented, signed = webhook.request.headers.get(HEADER, ""), _signed(webhook)
        check(presented, [_mac(signed, secret) for secret in secrets if secret])


def parameters(form: bytes) -> Mapping[bytes, bytes]:
    """The decoded parameters of an urlencoded form; the last of a name counts."""
    pairs = (piece.replace(b"+", b" ").partition(b"=") for piece in form.split(b"&") if piece)
    return {unquote_to_bytes(name): unquote_to_bytes(value) for name, _, value in pairs}


def _signed(webhook: Webhook) -> bytes:
    pairs = sorted(parameters(webhook.request.body).items())
    return raw(webhook.sender.url or "") + b"".join(name + value for name, value in pairs)


def _mac(signed: bytes, secret: str) -> str:
    return b64encode(hmac.digest(raw(secret), signed, "sha1")).decode("ascii")
