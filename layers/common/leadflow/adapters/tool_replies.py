"""What the answers of email tools' interfaces have in common, and the key with which they are asked."""

import re
from collections.abc import Collection, Mapping
from typing import Final

import orjson

from leadflow.adapters import retry_after
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.tool import Wish
from leadflow.domain.instant import HOUR, SECOND, Duration
from leadflow.domain.json import Json

LIMIT: Final = 256 * 1024
"""Bytes of an answer that are read where it is needed whole."""

_KEY: Final = re.compile(r"[!-~]{8,}")
_NO_KEY: Final = frozenset({401, 403})
_PASSING: Final = frozenset({408, 425, 429})


def key(wish: Wish) -> str:
    """The key of the tool's interface. Raises TryAgain where the secret holds none."""
    if not wish.secrets or not _KEY.fullmatch(wish.secrets[0]):
        raise TryAgain(f"the secret {wish.track.secret} holds no key")
    return wish.secrets[0]


def taken(reply: Reply, tool: str, wait: Duration = Duration(0), gone: Collection[int] = ()) -> bool:
    """Whether the tool has done it; False for one of the statuses that say there is nothing to do it to.

    Raises TryAgain for a key that is refused, a limit (after `wait`, where the answer says nothing else) and whatever
    may pass, RefusedForGood for a redirect and any other 4xx.
    """
    if 200 <= reply.status < 300:  # noqa: PLR2004 any that says yes
        return True
    if reply.status in gone:
        return False
    if reply.status in _NO_KEY:
        raise TryAgain(f"{tool} refuses the key ({reply.status})")
    if 300 <= reply.status < 500 and reply.status not in _PASSING:  # noqa: PLR2004 it is asked where it stands
        raise RefusedForGood(f"{tool} answered {reply.status} {_said(reply)}".rstrip())
    raise TryAgain(f"{tool} answered {reply.status}", retry_after.wait(reply) or wait)


def content(reply: Reply, tool: str) -> Mapping[str, Json]:
    """The answer's object. Raises TryAgain where it is none, or was cut."""
    try:
        found = orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        raise TryAgain(f"{tool}'s answer cannot be read") from error
    return found if isinstance(found, dict) else {}


def until(seconds: str, now: int = 0) -> Duration:
    """How long it is until then, an hour at the most; 0 where the text is no whole number."""
    left = int(seconds) * SECOND - now if re.fullmatch(r"[0-9]{1,12}", seconds) else 0
    return Duration(min(max(left, 0), HOUR))


def _said(reply: Reply) -> str:
    """The code or the field that the answer names; nothing that could hold an address."""
    found = re.search(rb'"(?:code|field)"\s*:\s*"([\w.\[\]]{1,60})"', reply.body[:1000])
    return found[1].decode("ascii", "replace") if found else ""
