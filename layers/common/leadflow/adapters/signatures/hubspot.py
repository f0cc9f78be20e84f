"""HubSpot's signatures, each over the app's client secret: a plain hash (v1, v2), and an HMAC with a time (v3).

https://developers.hubspot.com/docs/api/webhooks/validating-requests
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final
from urllib.parse import unquote

from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import check, raw
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.adapters.signatures.stamped import instant
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import MINUTE, Duration

SIGNATURE: Final = "x-hubspot-signature"
VERSION: Final = "x-hubspot-signature-version"
SIGNATURE_V3: Final = "x-hubspot-signature-v3"
TIMESTAMP: Final = "x-hubspot-request-timestamp"

MILLISECOND: Final = Duration(1000)

_ESCAPES: Final = re.compile(r"%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
"""The percent-escapes that are undone in an address before it is signed; all others stay as they are."""


@dataclass(frozen=True, slots=True)
class HubSpotHash:
    """SHA-256 in hex of secret, method, address and body (v2), or of secret and body (v1); another header says which.

    It states no time. Whoever has one such hash can extend it without the secret; what is so added to JSON is no JSON.
    """

    says: ClassVar[str] = "SHA-256 of secret, method, address and body"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request = webhook.request
        added = {VERSION: "v2", SIGNATURE: _hash(secret, _signed(request, addresses(webhook)[0]))}
        return replace(request, headers={**request.headers, **added})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        if request.headers.get(VERSION) == "v1":
            forms = [request.body]
        else:
            forms = [_signed(request, address) for address in addresses(webhook)]
        check(
            request.headers.get(SIGNATURE, ""), [_hash(secret, form) for secret in secrets if secret for form in forms]
        )


@dataclass(frozen=True, slots=True)
class HubSpotV3:
    """HMAC-SHA256 in base64 of method, address, body and time, the time in milliseconds in another header."""

    window: Duration | None = Duration(5 * MINUTE)

    says: ClassVar[str] = "HMAC-SHA256 of method, address, body and time"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // MILLISECOND)
        signature = _mac(secret, _signed(request, addresses(webhook)[0]), stamp)
        return replace(request, headers={**request.headers, TIMESTAMP: stamp, SIGNATURE_V3: signature})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        stamp, presented = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE_V3, "")
        forms = [_signed(request, address) for address in addresses(webhook)]
        check(presented, [_mac(secret, form, stamp) for secret in secrets if secret for form in forms])
        freshness.check(instant(stamp, MILLISECOND), webhook.received_at, self.window)


def addresses(webhook: Webhook) -> tuple[str, str]:
    """What HubSpot may have signed as the address: decoded as it documents, and as its own libraries leave it.

    It is the address that HubSpot was told, with what the request added as its query.
    """
    told, query = webhook.sender.url or "", webhook.request.query
    whole = told if "?" in told or not query else f"{told}?{query}"
    return _ESCAPES.sub(lambda escape: unquote(escape[0]), whole), whole


def _signed(request: Request, address: str) -> bytes:
    return raw(request.method) + raw(address) + request.body


def _hash(secret: str, signed: bytes) -> str:
    return hashlib.sha256(raw(secret) + signed).hexdigest()


def _mac(secret: str, signed: bytes, stamp: str) -> str:
    return b64encode(hmac_sha256(secret, signed + raw(stamp)).digest()).decode("ascii")
