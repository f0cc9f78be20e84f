"""A channel: how a message becomes a request to the outside world, and what the answer to it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from leadflow.domain.instant import Duration
from leadflow.domain.message import Message

REPLY_LIMIT: Final = 4096
"""Bytes of an answer that are read where nothing else is said; what a destination has to say is short."""


@dataclass(frozen=True, slots=True)
class OutboundRequest:
    """A request to be made. `hosts` are the only ones that its maker calls; the address or a header holds a secret.

    `reply_limit` is how many bytes of the answer are read.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    hosts: frozenset[str]
    method: str = "POST"
    reply_limit: int = REPLY_LIMIT


@dataclass(frozen=True, slots=True)
class Reply:
    """What the destination answered; header names are lower-case, `body` may be cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TryAgain(Exception):
    """Not delivered, or it is not known whether; `after` is how long we are asked to wait at the least."""

    def __init__(self, reason: str, after: Duration = Duration(0)) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class RefusedForGood(Exception):
    """The destination will never take this message, however often it is sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """What a module under `adapters/channels` is.

    `request` writes the message in the destination's own format and makes any text harmless. `read` returns
    where the destination has taken the message, and raises TryAgain or RefusedForGood where it has not.
    """

    def request(self, message: Message, secret: str) -> OutboundRequest: ...
    def read(self, reply: Reply) -> None: ...


class Post(Protocol):
    """How requests are made."""

    def __call__(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers, or the address may not be called."""
        ...
