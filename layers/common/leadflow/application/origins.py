"""Which pages may call us, and what browsers need to hear before they let a page read our answer."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from leadflow.application.webhook import WrongOrigin
from leadflow.domain.match import like

CORS: Final[Mapping[str, str]] = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, content-encoding, anonymousid",
    "access-control-max-age": "86400",
}
"""Any page may read an answer, which holds no secret; no cookie is ever read, so nothing rides on the visitor's.

RudderStack's library for browsers sends a header `AnonymousId`, which says nothing that its body does not.
"""


def check(headers: Mapping[str, str], origins: Sequence[str]) -> None:
    """Raises WrongOrigin where the page that calls is none of these (globs); none at all are every page.

    Browsers say where a page comes from in `origin`, and where that is hidden or left out, in `referer`.
    """
    called_from = headers.get("origin", "")
    if called_from in ("", "null"):
        called_from = _origin(headers.get("referer", ""))
    if origins and not any(like(pattern, called_from) for pattern in origins):
        raise WrongOrigin("this page may not send here")


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
