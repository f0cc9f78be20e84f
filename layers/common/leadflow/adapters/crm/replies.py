"""What the status of a CRM's reply means, whichever CRM it is."""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.json import Json

UNAUTHORISED: Final = 401
FORBIDDEN: Final = 403
GONE: Final = (404, 410)
TOO_MANY: Final = 429
_OK: Final = 200
_NOT_OK: Final = 300
_FAULTS: Final = 500

_LONGEST: Final = 100_000
"""Seconds; who asks for more is asked again after a day."""


class Gone(RefusedForGood):
    """There is no such record, or not any more."""


def check(reply: Reply, who: str, why: str, *waits: str) -> None:
    """Returns for a success; `waits` are the headers that may say for how many seconds to wait.

    Raises Gone, TryAgain (with a token that is refused too: it can be renewed), RefusedForGood.
    """
    if _OK <= reply.status < _NOT_OK:
        return
    said = f"{who} answered {reply.status}{f': {why}' if why else ''}"
    if reply.status in GONE:
        raise Gone(said)
    if reply.status == TOO_MANY:
        raise TryAgain(said, wait(reply, *waits))
    if reply.status == UNAUTHORISED or reply.status >= _FAULTS:
        raise TryAgain(said, wait(reply, *waits))
    raise RefusedForGood(said)


def wait(reply: Reply, *headers: str) -> Duration:
    """The longest of the waits that the reply asks for, 0 where it asks for none that can be read."""
    seconds = [text for header in headers if (text := reply.headers.get(header, "").strip()).isdecimal()]
    return Duration(max((min(int(text[:6]), _LONGEST) for text in seconds), default=0) * SECOND)


def document(reply: Reply, who: str) -> Mapping[str, Json]:
    """The reply as a JSON object. Raises TryAgain."""
    try:
        return body.record(body.document(reply.body))
    except Unreadable as error:
        raise TryAgain(f"{who}'s answer, {reply.status}, cannot be read") from error
