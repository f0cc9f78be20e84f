"""Slack's signature: a keyed hash of the body and of the time at which it was made.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import check, raw
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.adapters.signatures.stamped import instant
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import MINUTE, SECOND, Duration

SIGNATURE: Final = "x-slack-signature"
TIMESTAMP: Final = "x-slack-request-timestamp"


@dataclass(frozen=True, slots=True)
class SlackV0:
    """`v0=` and HMAC-SHA256 in hex of `v0:time:body`, the time in whole seconds in a header of its own."""

    window: Duration | None = Duration(5 * MINUTE)

    says: ClassVar[str] = "HMAC-SHA256 of time and body"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, stamp = webhook.request, str(webhook.received_at // SECOND)
        added = {TIMESTAMP: stamp, SIGNATURE: _signature(stamp, request.body, secret)}
        return replace(request, headers={**request.headers, **added})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        stamp, presented = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        check(presented, [_signature(stamp, request.body, secret) for secret in secrets if secret])
        freshness.check(instant(stamp, SECOND), webhook.received_at, self.window)


def _signature(stamp: str, body: bytes, secret: str) -> str:
    return f"v0={hmac_sha256(secret, raw(f'v0:{stamp}:') + body).hexdigest()}"
