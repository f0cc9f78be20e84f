"""The secret itself, where a sender can do no better: in the address, or in a header."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from leadflow.adapters.signatures.comparing import check
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import Duration

PLACE: Final = "{token}"
"""Stands in a path for the token."""


@dataclass(frozen=True, slots=True)
class PathToken:
    """The secret as the last part of the path, for senders that cannot sign."""

    says: ClassVar[str] = "a secret in the address"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return replace(webhook.request, path=webhook.request.path.replace(PLACE, secret))

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        # a path may end in a slash more or less than was pasted
        check(webhook.token or "", [secret.rstrip("/") for secret in secrets], "token")


@dataclass(frozen=True, slots=True)
class SecretHeader:
    """The secret itself in a header."""

    header: str

    says: ClassVar[str] = "a secret in a header"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return replace(webhook.request, headers={**webhook.request.headers, self.header: secret})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        self.presented_by(webhook.request, secrets)

    def presented_by(self, request: Request, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless the request's header is one of the secrets."""
        check(request.headers.get(self.header, ""), secrets, "secret")
