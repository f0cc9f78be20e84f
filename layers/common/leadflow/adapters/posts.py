"""Posts to endpoints of the customer's own, signed as Standard Webhooks asks for: a secret is an address and a key.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from collections.abc import Sequence
from typing import Final

import orjson

from leadflow.adapters import retry_after
from leadflow.adapters.signatures.standard import shared_key, signature
from leadflow.application.channel import Closed, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json

_GONE: Final = 410


def post(secrets: Sequence[str], stable: str, now: Instant, document: Json) -> OutboundRequest:
    """The document on its way; `stable` is the same for each attempt: a receiver that has seen it need not look again.

    Raises TryAgain where there is no key to sign it with.
    """
    name, stamp = f"msg_{stable}", str(now // SECOND)
    address, keys = _parted(secrets)
    content = orjson.dumps(document)
    headers = {
        "content-type": "application/json",
        "user-agent": "Leadflow",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signature(name, stamp, content, key) for key in keys),
    }
    return OutboundRequest(address, content, headers, frozenset(), anywhere=True)


def read(reply: Reply) -> None:
    """Returns for any 2xx.

    Raises Closed for a 410, RefusedForGood for a redirect, and TryAgain for all else: a receiver whose check of the
    signature is broken today may have it mended tomorrow.
    """
    said = f"the webhook's receiver answered {reply.status}"
    match reply.status // 100:
        case 2:
            return
        case 3:
            raise RefusedForGood(said)
        case _ if reply.status == _GONE:
            raise Closed(said)
        case _:
            raise TryAgain(said, retry_after.wait(reply))


def _parted(secrets: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The current address, and the keys: while one is being changed, both sign."""
    lines = [each.split() for each in secrets]
    keys = [line[1] for line in lines if len(line) == 2 and shared_key(line[1])]  # noqa: PLR2004 address and key
    if not keys or len(lines[0]) != 2 or not shared_key(lines[0][1]):  # noqa: PLR2004 as above
        raise TryAgain("the secret holds no address with a key to sign with")
    return lines[0][0], keys
