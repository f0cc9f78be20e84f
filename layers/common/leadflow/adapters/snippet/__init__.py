"""The script for web pages that have no tracker of their own, as browsers are handed it."""

import gzip
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from leadflow.application.webhook import Answer, Request

HEADERS: Final[Mapping[str, str]] = {
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=3600",
    "cross-origin-resource-policy": "cross-origin",
    "vary": "accept-encoding",
    "x-content-type-options": "nosniff",
}
"""Any page may load it, and keeps it for an hour."""

TYPE: Final = {"content-type": "text/javascript; charset=utf-8"}

_UNSERVED: Final = re.compile(r"^\s*//.*\n|^\s+", re.MULTILINE)


@cache
def script() -> bytes:
    """What is served: snippet.js without the comments and the indentation that only people need."""
    return _UNSERVED.sub("", Path(__file__).with_name("snippet.js").read_text("utf-8")).encode("utf-8")


def answer(request: Request) -> Answer:
    """The answer to GET /snippet.js; 304 where the browser has it already."""
    headers = {**HEADERS, "etag": _etag()}
    if _etag() in request.headers.get("if-none-match", ""):
        return Answer(304, b"", headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Answer(200, packed(), {**TYPE, **headers, "content-encoding": "gzip"})
    return Answer(200, script(), {**TYPE, **headers})


@cache
def packed() -> bytes:
    """The script as it goes over the wire to every browser of today."""
    return gzip.compress(script(), mtime=0)


@cache
def _etag() -> str:
    """Weak, since it stands for the script packed and plain."""
    return f'W/"{sha256(script()).hexdigest()[:32]}"'
