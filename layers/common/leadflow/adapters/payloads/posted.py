"""Bodies as browsers post forms, and as senders do that imitate one: urlencoded or multipart.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from leadflow.adapters.payloads.multipart import FIELDS_LIMIT, MULTIPART, parts
from leadflow.application.webhook import Request, Unreadable
from leadflow.domain.json import Json

URLENCODED: Final = "application/x-www-form-urlencoded"

FORMS: Final = frozenset({URLENCODED, MULTIPART})
"""The types that such a body may have."""

CHARSET: Final = "_charset_"
"""A hidden field of this name is filled by the browser with the encoding of the others."""

_CHARSETS: Final[Mapping[str, str]] = {
    "iso-8859-1": "cp1252",  # what browsers mean by it
    "windows-1252": "cp1252",
    "us-ascii": "cp1252",
}
"""What pages are in that are not in UTF-8."""

_BOM: Final = b"\xef\xbb\xbf"


def content_type(request: Request) -> str:
    """The type of the body, lower-case and without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def fields(request: Request) -> dict[str, Json]:
    """The fields by name, in their order; a name that comes again holds a list, a file is None. Raises Unreadable."""
    pairs = _pairs(request)
    stated = next((value for name, value in pairs if name == CHARSET.encode("ascii")), None) or b""
    charset = _CHARSETS.get(stated.decode("ascii", "replace").strip().lower(), "utf-8")
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        texts = found.setdefault(name.decode(charset, "replace"), [])
        if value is not None:
            texts.append(value.decode(charset, "replace").strip())
    found.pop(CHARSET, None)
    if not found:
        raise Unreadable("the form is empty")
    return {name: _answer(texts) for name, texts in found.items()}


def _answer(texts: list[str]) -> Json:
    return None if not texts else texts[0] if len(texts) == 1 else [*texts]


def _pairs(request: Request) -> Sequence[tuple[bytes, bytes | None]]:
    match content_type(request):
        case "multipart/form-data":
            return parts(request.headers["content-type"], request.body)
        case "application/x-www-form-urlencoded":
            return _urlencoded(request.body.removeprefix(_BOM))
        case _:
            raise Unreadable(f"a form is needed: {URLENCODED}, or {MULTIPART}")


def _urlencoded(body: bytes) -> Sequence[tuple[bytes, bytes]]:
    if body.startswith(b"--") and b"content-disposition:" in body.lower():
        raise Unreadable(f"the body is {MULTIPART}, but its head says {URLENCODED}")
    pieces = [piece for piece in body.split(b"&") if piece]
    if len(pieces) > FIELDS_LIMIT:
        raise Unreadable(f"the form has more than {FIELDS_LIMIT} fields")
    pairs = [piece.replace(b"+", b" ").partition(b"=") for piece in pieces]
    return [(unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in pairs]
