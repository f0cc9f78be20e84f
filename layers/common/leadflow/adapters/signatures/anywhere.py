"""The secret itself, wherever a sender can put it: in the address, as a bearer token, or in a header."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from leadflow.adapters.signatures.basic import stated
from leadflow.adapters.signatures.comparing import among
from leadflow.adapters.signatures.tokens import PLACE
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import Duration

HEADER: Final = "x-leadflow-secret"


@dataclass(frozen=True, slots=True)
class Anywhere:
    """The secret as the last part of the path, as a bearer token, or in the header `x-leadflow-secret`."""

    says: ClassVar[str] = "a secret in the address, as bearer token or in a header"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request = webhook.request
        if PLACE in request.path:
            return replace(request, path=request.path.replace(PLACE, secret))
        return replace(request, headers={**request.headers, HEADER: secret})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        scheme, credentials = stated(webhook.request)
        bearer = credentials if scheme == "bearer" else ""
        in_path = [secret.rstrip("/") for secret in secrets]
        presented = (
            (webhook.token or "", in_path),
            (bearer, secrets),
            (webhook.request.headers.get(HEADER, ""), secrets),
        )
        # All are compared, so that the time tells nothing of which one fits.
        if not sum(among(text, known) for text, known in presented):
            raise NotAuthenticated("the secret is missing or wrong")
