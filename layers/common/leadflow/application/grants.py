"""Tokens that have to be asked for: a secret is exchanged for one, which is remembered for as long as it holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from leadflow.application.channel import OutboundRequest, Post, Reply
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.sender import Sender

MARGIN: Final = Duration(MINUTE)
"""So long before its end a token is no longer used."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A token, and for how long it holds."""

    token: str
    lifetime: Duration


@runtime_checkable
class Granting(Protocol):
    """A source, or a CRM's module, whose secret may have to be exchanged for a token."""

    def grant(self, sender: Sender, secret: str) -> OutboundRequest | None:
        """The request for a token, or None where the secret is the token itself. Raises RefusedForGood."""
        ...

    def granted(self, reply: Reply) -> Grant:
        """The token that was granted. Raises TryAgain, RefusedForGood."""
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by source and secret; `post` makes the requests, `now` is the clock."""

    post: Post
    now: Callable[[], Instant]
    _held: dict[tuple[str, str], tuple[str, Instant]] = field(default_factory=dict)

    def token(self, module: object, sender: Sender, secret: str) -> str:
        """The token for this sender. Raises TryAgain, RefusedForGood."""
        if not isinstance(module, Granting):
            return secret
        held = self._held.get((sender.name, secret))
        if held is not None and self.now() < held[1]:
            return held[0]
        request = module.grant(sender, secret)
        if request is None:
            return secret
        grant = module.granted(self.post(request))
        self._held[sender.name, secret] = (grant.token, Instant(self.now() + max(grant.lifetime - MARGIN, 0)))
        return grant.token

    def forget(self, sender: Sender) -> bool:
        """Ask for a new token next time: the one that we hold was refused. Whether there is one to ask for."""
        refused = [key for key in self._held if key[0] == sender.name]
        for key in refused:
            del self._held[key]
        return bool(refused)
