"""Standard Webhooks, as Svix first made them: id, time and body are signed, with a shared key or a private one.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import raw, same, unarmoured
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import MINUTE, SECOND, Duration

PREFIXES: Final = ("webhook-", "svix-")
"""What the three headers begin with; Svix sends both for a while."""

SHARED: Final = "whsec_"
PUBLIC: Final = "whpk_"
"""What the secrets begin with: a shared key, or the public half of a pair."""


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """`v1` is HMAC-SHA256 under the key that follows `whsec_`, `v1a` Ed25519, verified with what follows `whpk_`.

    One header holds several signatures while the sender changes its key; versions that nobody knows are passed over.
    `prefix` is what the sender's headers begin with.
    """

    prefix: str = PREFIXES[0]

    says: ClassVar[str] = "HMAC-SHA256 or Ed25519 of id, time and body"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = Duration(5 * MINUTE)

    def pair(self, seed: bytes) -> Pair:
        secret = SHARED + b64encode(seed).decode("ascii")
        return Pair(secret, secret)

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // SECOND)
        name = request.headers.get(f"{self.prefix}id", "msg_unnamed")
        stated = {f"{self.prefix}id": name, f"{self.prefix}timestamp": stamp}
        signed = signature(name, stamp, request.body, secret)
        return replace(request, headers={**request.headers, **stated, f"{self.prefix}signature": signed})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        headers = webhook.request.headers
        prefix = _prefix(webhook.request)
        name, stamp = headers.get(f"{prefix}id", ""), headers.get(f"{prefix}timestamp", "")
        signed = raw(f"{name}.{stamp}.") + webhook.request.body
        presented = list(_signatures(headers.get(f"{prefix}signature", "")))
        # All are tried, so that the time tells nothing of which one fits.
        fitting = [_fits(secret, version, text, signed) for secret in secrets for version, text in presented]
        if not name or not any(fitting):
            raise NotAuthenticated("the signature is missing or wrong")
        freshness.check(body.unix(stamp), webhook.received_at, self.window)


def signature(name: str, stamp: str, content: bytes, secret: str) -> str:
    """What goes into the header, for a message of that id, sent then, in seconds since 1970."""
    return f"v1,{_mac(_key(secret, SHARED), raw(f'{name}.{stamp}.') + content)}"


def shared_key(secret: str) -> bool:
    """Whether the secret holds a key to sign with that is shared with whoever verifies."""
    return bool(_key(secret, SHARED))


def message(request: Request) -> str | None:
    """The id of what is told, the same however often it is sent; None where no header states it."""
    return request.headers.get(f"{_prefix(request)}id") or None


def sent_at(request: Request) -> str | None:
    """When it was sent this time, in seconds since 1970; None where no header states it."""
    return request.headers.get(f"{_prefix(request)}timestamp") or None


def _prefix(request: Request) -> str:
    return next((prefix for prefix in PREFIXES if f"{prefix}id" in request.headers), PREFIXES[0])


def _signatures(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(" "):
        version, _, text = part.partition(",")
        yield version, text


def _fits(secret: str, version: str, presented: str, signed: bytes) -> bool:
    match version:
        case "v1":
            key = _key(secret, SHARED)
            return bool(key) and same(presented, _mac(key, signed))
        case "v1a" if secret.startswith(PUBLIC):
            return _signs(secret, presented, signed)
        case _:
            return False


def _mac(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.digest(key, signed, "sha256")).decode("ascii")


def _signs(secret: str, presented: str, signed: bytes) -> bool:
    try:
        _public(secret).verify(unarmoured(presented), signed)
    except (InvalidSignature, NotAuthenticated, ValueError, UnsupportedAlgorithm):  # also of a key that is none
        return False
    return True


@lru_cache(maxsize=64)
def _public(secret: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_key(secret, PUBLIC))


def _key(secret: str, prefix: str) -> bytes:
    """The key that follows the prefix, or is the whole secret where that has none; empty where there is no key."""
    text = secret.removeprefix(prefix)
    if text.startswith((SHARED, PUBLIC)):
        return b""
    try:
        return b64decode(raw(text) + b"=" * (-len(text) % 4), validate=True)  # some senders leave the padding out
    except ValueError:
        return b""
