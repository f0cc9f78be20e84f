"""UniSender Go's signature: in the body itself, a hash of the body with the account's key in the signature's place.

https://godocs.unisender.ru/web-api-ref#callback-format
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import orjson

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures.comparing import check, raw
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Unreadable, Webhook
from leadflow.domain.instant import Duration

FIELD: Final = "auth"
_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class UnisenderHash:
    """MD5 in hex. It covers the whole body and no time; the secret is the API key of the account or the project."""

    says: ClassVar[str] = "MD5 of body and API key"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        stated = body.record(body.document(webhook.request.body))
        place = "0" * _LENGTH
        unsigned = orjson.dumps({FIELD: place, **{name: value for name, value in stated.items() if name != FIELD}})
        return replace(webhook.request, body=unsigned.replace(raw(place), raw(_hash(unsigned, place, secret)), 1))

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        signed = webhook.request.body
        try:
            presented = body.record(body.document(signed)).get(FIELD)
        except Unreadable as error:
            raise NotAuthenticated("the signature is missing or wrong") from error
        # Written with escapes it would keep the key out of the hash, and a body can be made to hold its own MD5.
        if not isinstance(presented, str) or len(presented) != _LENGTH or raw(presented) not in signed:
            raise NotAuthenticated("the signature is missing or wrong")
        check(presented, [_hash(signed, presented, secret) for secret in secrets if secret])


def _hash(signed: bytes, presented: str, secret: str) -> str:
    filled = signed.replace(raw(presented), raw(secret), 1)
    return hashlib.md5(filled, usedforsecurity=False).hexdigest()
