"""HMAC-SHA256 under secrets that are used again and again: what depends on the secret alone is worked out once."""

import hmac
from functools import lru_cache

from leadflow.adapters.signatures.comparing import raw


def hmac_sha256(secret: str, message: bytes) -> "hmac.HMAC":
    """The MAC of the message, RFC 2104, to be had as bytes or in hex."""
    mac = _begun(secret).copy()
    mac.update(message)
    return mac


@lru_cache(maxsize=64)
def _begun(secret: str) -> "hmac.HMAC":
    return hmac.new(raw(secret), digestmod="sha256")
