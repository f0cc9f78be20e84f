"""Where a source posts to: the very address to paste at its provider, with the secret where it stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from leadflow.adapters.signatures.basic import decoded, stated
from leadflow.adapters.signatures.either import TokenOr
from leadflow.adapters.signatures.tokens import PLACE
from leadflow.adapters.sources import source
from leadflow.application.webhook import Request, Scheme, Webhook
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

TRACKED: Final = "segment"
"""The kind whose clients know the path by themselves."""

_UNSET: Final = "SECRET"
"""Stands for a secret that is not there yet."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address; `key` is what has to be pasted besides it, `says` how the sender proves itself.

    `signed` is the address for a sender that either signs or has the secret in its address, where it signs.
    """

    url: str | None
    says: str
    key: str | None = None
    signed: str | None = None


def address(root: str, sender: Sender, secrets: Sequence[str]) -> Address:
    """The address of the source below `root`; what is made up by us shows where it goes, what is not stays hidden."""
    scheme = source(sender.kind).SIGNATURE
    if not sender.secret and not sender.topics:
        return Address(None, scheme.says)
    if sender.kind == TRACKED:
        return Address(root.rstrip("/"), scheme.says, secrets[0] if secrets else None)
    plain = f"{root.rstrip('/')}/hooks/{sender.name}"
    if not scheme.ours:
        return Address(plain, scheme.says)
    secret = secrets[0] if secrets else _unset(scheme)
    request = Request("POST", f"/hooks/{sender.name}/{PLACE}", "", {}, b"", "")
    shown = scheme.sign(Webhook(sender, request, Instant(0)), secret)
    if PLACE not in shown.path:
        signed = plain if isinstance(scheme, TokenOr) else None
        return Address(f"{root.rstrip('/')}{quote(shown.path)}", scheme.says, signed=signed)
    credentials = decoded(stated(shown)[1])
    if credentials:
        user, _, password = credentials.partition(":")
        parts = urlsplit(plain)
        there = f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"
        return Address(parts._replace(netloc=there).geturl(), scheme.says)
    return Address(plain, scheme.says, secret)


def _unset(scheme: Scheme) -> str:
    """What stands for a secret of this scheme: one that has a user shows it."""
    seed = bytes(32)
    made_up = scheme.pair(seed).verifying
    return made_up.replace(seed.hex(), _UNSET) if seed.hex() in made_up else _UNSET
