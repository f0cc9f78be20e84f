"""A webhook on its way in: what was called, by which source, and the ways it can be refused."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from leadflow.domain.activity import Activity
from leadflow.domain.decision import Decision
from leadflow.domain.instant import Duration, Instant
from leadflow.domain.sender import Sender, Words
from leadflow.domain.value import value


@value(frozen=True, slots=True)
class Request:
    """An HTTP request; `body` is the bytes on the wire, header names are lower-case, `id` is what AWS knows it by."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    ip: str
    id: str = ""


@value(frozen=True, slots=True)
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


class WrongOrigin(Refused):
    """A page that the source does not know has sent this, with a key that everybody can read."""

    status = 403
    code = "wrong_origin"


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


@dataclass(frozen=True, slots=True)
class Pair:
    """The two ends of a secret: what the sender signs with, and what we verify with. Often they are the same."""

    signing: str
    verifying: str


class Scheme(Protocol):
    """How a kind of sender proves who it is; what verifies can also sign, so nobody needs to write a scheme twice."""

    @property
    def says(self) -> str:
        """The scheme in a few words, for people."""
        ...

    @property
    def ours(self) -> bool:
        """Whether we make its secret up; else the provider does."""
        ...

    @property
    def window(self) -> Duration | None:
        """How old a signature may be; None where the scheme signs no time, or the provider documents no limit."""
        ...

    def pair(self, seed: bytes) -> Pair:
        """A secret that follows from these 32 random bytes."""
        ...

    def sign(self, webhook: Webhook, secret: str) -> Request:
        """The request as a sender with this secret makes it, at the instant of its receipt."""
        ...

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless one of the live secrets fits, Stale, and OutsideDown; nothing else."""
        ...


class Source(Protocol):
    """What a module under `adapters/sources` is.

    `SIGNATURE` says who may send, `SENDS` which types of activity (globs) can come of it, `WORDS` what the model may
    say of such a source. `activities` reads the body, already unpacked, and raises Unreadable where it is not what the
    provider sends. Kinds of event that are nobody's activity yield nothing. `accepted` is the answer that this sender
    takes for a success.
    """

    @property
    def SIGNATURE(self) -> Scheme: ...  # noqa: N802 - a constant of the module
    @property
    def SENDS(self) -> Collection[str]: ...  # noqa: N802 - a constant of the module
    @property
    def WORDS(self) -> Words: ...  # noqa: N802 - a constant of the module
    def activities(self, webhook: Webhook) -> Iterator[Activity]: ...
    def accepted(self, webhook: Webhook) -> Answer: ...


@runtime_checkable
class Challenged(Protocol):
    """A source whose provider looks with a GET whether the address is ours before it sends anything there."""

    def challenge(self, webhook: Webhook, secrets: Sequence[str]) -> Answer:
        """The answer that proves it; `secrets` are those of `verify`. Raises NotAuthenticated."""
        ...


@runtime_checkable
class Deciding(Protocol):
    """A source by which people decide of leads that the webhook names by their news only."""

    def decisions(self, webhook: Webhook) -> Iterator[Decision]:
        """What this webhook decides. Raises Unreadable."""
        ...
