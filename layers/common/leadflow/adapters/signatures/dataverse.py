"""How Dataverse shows the secret of a webhook: in the query of the address, or in a header.

https://learn.microsoft.com/power-apps/developer/data-platform/register-web-hook
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlencode

from leadflow.adapters.signatures.comparing import among
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import Duration

PARAMETER: Final = "code"
"""Where it puts a `WebhookKey`; an `HttpQueryString` can be called so too."""

HEADER: Final = "x-leadflow-secret"

_MOST: Final = 20
"""Parameters of a query; whoever sends more is nobody that we know."""


@dataclass(frozen=True, slots=True)
class WebhookKey:
    """The secret as the parameter `code`, or in the header `x-leadflow-secret`."""

    says: ClassVar[str] = "a secret in the query or in a header"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return replace(webhook.request, query=urlencode({PARAMETER: secret}))

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        presented = (_shown(webhook.request.query), webhook.request.headers.get(HEADER, ""))
        # Both are compared, so that the time tells nothing of which one fits.
        if not sum(among(text, secrets) for text in presented):
            raise NotAuthenticated("the secret is missing or wrong")


def _shown(query: str) -> str:
    try:
        return dict(parse_qsl(query, max_num_fields=_MOST, errors="surrogatepass")).get(PARAMETER, "")
    except ValueError:
        return ""
