"""How Pipedrive words its answers: an envelope, pages by cursor, and what is left of the pace."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Refusal, said
from local.crm.pipedrive.seed import Record

INFO: Final = "Please check developers.pipedrive.com"
PACE: Final[Mapping[str, str]] = {"x-ratelimit-limit": "20", "x-ratelimit-remaining": "19", "x-ratelimit-reset": "2"}

MOST: Final = 500
USUAL: Final = 100


def page(asked: Asked, found: Sequence[Record]) -> Answered:
    """The page that is asked for."""
    limit = asked.parameters.get("limit", str(USUAL))
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        return refused(400, f"Parameter 'limit' must be between 1 and {MOST}")
    try:
        start = _start(asked.parameters.get("cursor"))
    except ValueError:
        return refused(400, "Invalid cursor")
    rest = found[start:]
    following = _cursor(start + int(limit)) if len(rest) > int(limit) else None
    return success([*rest[: int(limit)]], {"next_cursor": following})


def _cursor(start: int) -> str:
    return urlsafe_b64encode(orjson.dumps({"start": start})).decode()


def _start(cursor: str | None) -> int:
    return 0 if cursor is None else int(orjson.loads(urlsafe_b64decode(cursor))["start"])


def content(asked: Asked) -> Record:
    """The body, an object. Raises Refusal."""
    try:
        stated = asked.json()
    except ValueError:
        stated = None
    if not isinstance(stated, dict):
        raise Refusal(refused(400, "The request body is not valid JSON"))
    return stated


def success(data: Json, additional: Json = None, status: int = 200) -> Answered:
    """What was asked for."""
    return said(status, {"success": True, "data": data, "additional_data": additional}, PACE)


def refused(status: int, error: str, headers: Mapping[str, str] = PACE) -> Answered:
    """Why it is not."""
    body: Json = {"success": False, "error": error, "error_info": INFO, "data": None, "additional_data": None}
    return said(status, body, headers)
