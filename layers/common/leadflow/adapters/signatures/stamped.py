"""A keyed hash of the body and of the time at which it was made, so that it holds for a while only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import among, check, raw
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import Duration, Instant

_DIGITS: Final = 16
"""A time in microseconds has so many until the year 2286."""


@dataclass(frozen=True, slots=True)
class StampedHmac:
    """HMAC-SHA256 in hex of `time:body` in one header, the time in another, in units of `unit` since 1970."""

    signature: str
    timestamp: str
    unit: Duration
    window: Duration | None = None

    says: ClassVar[str] = "HMAC-SHA256 of time and body"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // self.unit)
        added = {self.timestamp: stamp, self.signature: _mac(f"{stamp}:", request.body, secret)}
        return replace(request, headers={**request.headers, **added})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        stamp = request.headers.get(self.timestamp, "")
        presented = request.headers.get(self.signature, "")
        check(presented, [_mac(f"{stamp}:", request.body, secret) for secret in secrets if secret])
        freshness.check(instant(stamp, self.unit), webhook.received_at, self.window)


@dataclass(frozen=True, slots=True)
class StampedHeader:
    """One header `t=…,v1=…`: HMAC-SHA256 in hex of `time.body`; one `v1` a key while the sender changes its own."""

    header: str
    unit: Duration
    window: Duration | None = None

    says: ClassVar[str] = "HMAC-SHA256 of time and body"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // self.unit)
        signed = f"t={stamp},v1={_mac(f'{stamp}.', request.body, secret)}"
        return replace(request, headers={**request.headers, self.header: signed})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        stated = list(_stated(request.headers.get(self.header, "")))
        stamp = next((value for name, value in stated if name == "t"), "")
        fitting = [_mac(f"{stamp}.", request.body, secret) for secret in secrets if secret]
        if not sum(among(value, fitting) for name, value in stated if name == "v1"):
            raise NotAuthenticated("the signature is missing or wrong")
        freshness.check(instant(stamp, self.unit), webhook.received_at, self.window)


def instant(stamp: str, unit: Duration) -> Instant | None:
    """The instant of a time in whole units since 1970; None where it is none or outside this century."""
    whole = stamp.isascii() and stamp.isdigit() and len(stamp) <= _DIGITS
    return body.believable(int(stamp) * unit) if whole else None


def _stated(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        yield name, value


def _mac(before: str, body: bytes, secret: str) -> str:
    return hmac_sha256(secret, raw(before) + body).hexdigest()
