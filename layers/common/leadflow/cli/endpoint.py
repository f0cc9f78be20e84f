"""The secret of a webhook of our own: an address, and a key that is made up where none is given."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from leadflow.adapters.signatures.standard import SHARED, StandardWebhooks, shared_key
from leadflow.cli.failure import Failure
from leadflow.domain.lead_model import LeadModel

BYTES: Final = 32


def is_endpoint(policy: LeadModel, name: str) -> bool:
    """Whether the secret of that name is a webhook's of our own."""
    ways = [(each.secret, each.kind) for each in policy.channels.values()]
    ways += [(each.secret, each.kind) for each in policy.tracks.values()]
    return (name, "webhook") in ways


def endpoint(value: str) -> str:
    """The address and the key, made up where only the address is given. Raises Failure where either is none."""
    address, *keys = value.split()
    if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
        raise Failure("the webhook's address has to begin with https://", code=2)
    if len(keys) > 1 or not all(map(shared_key, keys)):
        raise Failure(f"after the address comes at most one key, such as {SHARED}…", code=2)
    return f"{address} {keys[0] if keys else StandardWebhooks().pair(secrets.token_bytes(BYTES)).signing}"


def key(secret: str) -> str:
    """The key of a whole secret."""
    return secret.split()[1]
