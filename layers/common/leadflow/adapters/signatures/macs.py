"""A keyed hash of the body in a header: what most senders do."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from leadflow.adapters.signatures.comparing import check
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import Duration


class Encoding(StrEnum):
    """How a MAC is written as text."""

    HEX = "hex"
    BASE64 = "base64"

    def text(self, mac: bytes) -> str:
        return mac.hex() if self is Encoding.HEX else b64encode(mac).decode("ascii")


@dataclass(frozen=True, slots=True)
class HmacSha256:
    """HMAC-SHA256 of the body in a header, after `prefix`. It covers nothing but the body, and states no time."""

    header: str
    prefix: str = ""
    encoding: Encoding = Encoding.HEX

    says: ClassVar[str] = "HMAC-SHA256 of the body"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request = webhook.request
        return replace(request, headers={**request.headers, self.header: self._signature(request.body, secret)})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        presented = request.headers.get(self.header, "")
        check(presented, [self._signature(request.body, secret) for secret in secrets if secret])

    def _signature(self, body: bytes, secret: str) -> str:
        return self.prefix + self.encoding.text(hmac_sha256(secret, body).digest())
