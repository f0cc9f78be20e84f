"""Calls to a CRM, one after the other and no quicker than it allows, each made until it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from leadflow.application.channel import OutboundRequest, Post, RefusedForGood, Reply, TryAgain
from leadflow.application.crm import CrmModule
from leadflow.application.grants import Tokens
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Duration, Instant
from leadflow.domain.sender import Sender

UNAUTHORISED: Final = 401

TRIES: Final = 5
"""So often a CRM is called that has never answered and does not ask to wait: then its address may be wrong."""

PATIENCE: Final = Duration(24 * HOUR)
"""So long one answer is waited for in all: the quotas of most CRMs are by the day."""

FIRST_PAUSE: Final = Duration(SECOND)
LONGEST_PAUSE: Final = Duration(5 * MINUTE)

_Told = TypeVar("_Told")


class Unauthorised(Exception):
    """The CRM takes our secret for none of its own; the text says what it said."""


class Unanswered(Exception):
    """The CRM does not answer, however long we wait; the text says why."""


class Wait(Protocol):
    """How a call waits."""

    def __call__(self, pause: Duration, reason: str) -> None:
        """Wait so long. The reason is for people, and empty where only the CRM's usual pace is kept."""
        ...


@dataclass(slots=True)
class Calls:
    """The CRM behind this sender; `secret` is the value of the secret that the sender's `token` names.

    `pace` is the least time from one call to the next.
    """

    module: CrmModule
    sender: Sender
    secret: str
    post: Post
    now: Callable[[], Instant]
    wait: Wait
    pace: Duration
    tokens: Tokens
    heard: bool = False
    _next: Instant = Instant(0)

    def answer(self, request: Callable[[str], OutboundRequest], read: Callable[[Reply], _Told]) -> _Told:
        """What the answer says; `request` makes the call with a token. Raises Unauthorised, Unanswered, RefusedForGood.

        Where the CRM asks to wait, or does not answer, it is waited for.
        """
        waited, attempt = Duration(0), 0
        while True:
            try:
                told = self._told(request, read)
            except TryAgain as error:
                attempt += 1
                pause = error.after or _backoff(attempt)
                waited = Duration(waited + pause)
                hopeless = not (self.heard or error.after) and attempt == TRIES
                if hopeless or waited > PATIENCE:
                    raise Unanswered(error.reason) from error
                self.wait(pause, error.reason)
            else:
                self.heard = True
                return told

    def _told(self, request: Callable[[str], OutboundRequest], read: Callable[[Reply], _Told]) -> _Told:
        try:
            return read(self._reply(request))
        except Unreadable as error:
            raise RefusedForGood(f"the answer cannot be read: {error.message}") from error

    def _reply(self, request: Callable[[str], OutboundRequest]) -> Reply:
        reply = self._called(request)
        if reply.status == UNAUTHORISED:  # a token that was granted for a while may have ended: a new one is asked for
            self.tokens.forget(self.sender)
            reply = self._called(request)
        if reply.status == UNAUTHORISED:
            raise Unauthorised("it answers 401")
        return reply

    def _called(self, request: Callable[[str], OutboundRequest]) -> Reply:
        try:
            token = self.tokens.token(self.module, self.sender, self.secret)
        except RefusedForGood as error:
            raise Unauthorised(error.reason) from error
        if (early := self._next - self.now()) > 0:
            self.wait(Duration(early), "")
        self._next = Instant(self.now() + self.pace)
        return self.post(request(token))


def _backoff(attempt: int) -> Duration:
    return Duration(min(FIRST_PAUSE * 2 ** min(attempt - 1, 10), LONGEST_PAUSE))
