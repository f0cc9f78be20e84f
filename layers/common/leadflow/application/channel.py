"""A channel: how a message becomes a request to the outside world, and what the answer to it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from leadflow.domain.errand import Errand
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.message import Message
from leadflow.domain.news import News

REPLY_LIMIT: Final = 4096
"""Bytes of an answer that are read where nothing else is said; what a destination has to say is short."""


@dataclass(frozen=True, slots=True)
class OutboundRequest:
    """A request to be made. `hosts` are the only ones that its maker calls; the address or a header holds a secret.

    `*.acme.example` among them is any host below it. With `anywhere` the address is the customer's own: any host of the
    public internet, and none of a private network. `reply_limit` is how many bytes of the answer are read. `service`
    names the service of AWS for which the request is still to be signed; empty for none.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    hosts: frozenset[str]
    method: str = "POST"
    reply_limit: int = REPLY_LIMIT
    anywhere: bool = False
    service: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the destination answered, and how long that took; header names are lower-case, `body` may be cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    took: Duration = Duration(0)


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


class Closed(RefusedForGood):
    """The destination wants no message any more, neither this one nor another."""


@dataclass(frozen=True, slots=True)
class House:
    """Where mail comes from: the address that it is sent from, empty for none, and where it is handed over."""

    sender: str = ""
    post_office: str = ""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message on its way: what is said, of which news, and how it gets there.

    `model` is the lead model's name. `secrets` are the channel's, the current one first; none where it needs none. `to`
    is the address of the one person who is told, where the channel writes to people. `include` names what else of the
    person a channel for machines may carry. `now` is the time of this attempt. `answerable` says that whoever reads the
    message can decide by buttons beneath it.
    """

    message: Message
    news: News
    errand: Errand
    model: str
    now: Instant
    secrets: Sequence[str] = ()
    to: str = ""
    include: frozenset[str] = frozenset()
    house: House = House()
    answerable: bool = False


class Channel(Protocol):
    """What a module under `adapters/channels` is.

    `request` writes the message in the destination's own format and makes any text harmless; it raises RefusedForGood
    or TryAgain where there is nothing to send it with. `read` returns where the destination has taken the message, and
    raises TryAgain, RefusedForGood or Closed where it has not.
    """

    def request(self, dispatch: Dispatch) -> OutboundRequest: ...
    def read(self, reply: Reply) -> None: ...


class Post(Protocol):
    """How requests are made."""

    def __call__(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers, or the address may not be called."""
        ...
