"""A webhook on its way in: what was called, by which source, and the ways it can be refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; `body` is the bytes on the wire, header names are lower-case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    ip: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that names a known source; `token` is the last part of a path that carries one."""

    sender: Sender
    request: Request
    received_at: Instant
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Refused(Exception):
    """The webhook is not taken: `status` for most senders, `code` for machines, `message` for people."""

    status = 400
    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAuthenticated(Refused):
    """The secret, signature or token is missing or wrong, or the source is unknown: both look the same from outside."""

    status = 401
    code = "not_authenticated"


class Stale(NotAuthenticated):
    """The signature is right but older than the sender ever repeats."""

    code = "stale"


class Unreadable(Refused):
    """The body is not what this kind of source sends."""

    status = 400
    code = "unreadable"


class TooLarge(Refused):
    """The body, or what it unpacks to, is over the limit."""

    status = 413
    code = "too_large"


class NoSuchRoute(Refused):
    """The path or the method is none of ours."""

    status = 404
    code = "not_found"


class Unavailable(Refused):
    """Something of ours is down; the sender should try again."""

    status = 503
    code = "unavailable"


class Source(Protocol):
    """What a module under `adapters/sources` is.

    `authenticate` raises NotAuthenticated unless one of the live secrets fits; `activities` reads the body, already
    unpacked, and raises Unreadable where it is not what the provider sends. Kinds of event that are nobody's activity
    yield nothing. `accepted` is the answer that this sender takes for a success.
    """

    def authenticate(self, webhook: Webhook, secrets: Sequence[str]) -> None: ...
    def activities(self, webhook: Webhook) -> Iterator[Activity]: ...
    def accepted(self, webhook: Webhook) -> Answer: ...
