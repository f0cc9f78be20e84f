"""Two ways of one sender to prove itself, where it depends on how its webhook was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from leadflow.adapters.signatures.tokens import PLACE, PathToken
from leadflow.application.webhook import Pair, Request, Scheme, Webhook
from leadflow.domain.instant import Duration


@dataclass(frozen=True, slots=True)
class TokenOr:
    """An address that carries a token is proven by it alone; where it carries none, the signature has to fit.

    A source has one way or the other: its secret is the token that we made up, or the key that the provider shows.
    """

    signature: Scheme

    token: ClassVar[PathToken] = PathToken()
    ours: ClassVar[bool] = True

    @property
    def says(self) -> str:
        return f"{self.token.says}, or {self.signature.says}"

    @property
    def window(self) -> Duration | None:
        return self.signature.window

    def pair(self, seed: bytes) -> Pair:
        return self.signature.pair(seed)

    def sign(self, webhook: Webhook, secret: str) -> Request:
        scheme: Scheme = self.token if PLACE in webhook.request.path else self.signature
        return scheme.sign(webhook, secret)

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        scheme: Scheme = self.signature if webhook.token is None else self.token
        scheme.verify(webhook, secrets)
