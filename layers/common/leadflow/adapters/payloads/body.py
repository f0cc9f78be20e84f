"""Bodies from outside: unpacked under a limit, and read as JSON that nobody vouches for."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import orjson

from leadflow.application.webhook import Request, TooLarge, Unreadable
from leadflow.domain.identity import NoAddress, address, plain_address, plain_addresses
from leadflow.domain.instant import SECOND, Instant, instant, parse
from leadflow.domain.json import Json

UNPACKED_LIMIT: Final = 4 * 1024 * 1024
"""Bytes that a packed body may unpack to; the largest batch that a known client sends."""

KEY_LIMIT: Final = 300
"""Characters that a lead's key may have; a longer one is none."""

BACKSLASH: Final = ord("\\")
"""A byte without which a JSON text escapes nothing: none of its texts holds a control character or a backslash."""

_LEVELS: Final = 254
_LIST: Final = len("[]")
_OBJECT: Final = len('{"":}')
"""Bytes that a level takes at the least, the innermost excepted."""

_SHORT: Final = _LIST * _LEVELS
_LONG: Final = _OBJECT * _LEVELS
_LESS: Final = _OBJECT - _LIST
"""A body is long enough to be nested too deep if lists alone were, if objects alone were; and what each list saves."""

_NUMBERS: Final = frozenset({int, float})
_GZIP: Final = 16 + zlib.MAX_WBITS
_BOM: Final = b"\xef\xbb\xbf"
_EARLIEST: Final = parse("2000-01-01T00:00:00Z")
_LATEST: Final = parse("2100-01-01T00:00:00Z")
_MILLISECONDS: Final = 1000
_MANY: Final = 5
"""So many addresses are looked at sooner together than one by one."""

_DIGITS: Final = 16
"""More digits than any time of this century has."""


def unpacked(request: Request) -> Request:
    """The request with its body as the sender wrote it before packing. Raises Unreadable, TooLarge."""
    if "content-encoding" not in request.headers:
        return request
    packing = request.headers["content-encoding"].strip().lower()
    if packing in ("", "identity"):
        return request
    if packing != "gzip":
        raise Unreadable("the content encoding is not gzip")
    headers = {name: value for name, value in request.headers.items() if name != "content-encoding"}
    return replace(request, headers=headers, body=_gunzip(request.body))


def _gunzip(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(packed, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise Unreadable("the body is not gzip") from error
    if len(plain) > UNPACKED_LIMIT:
        raise TooLarge(f"the body unpacks to more than {UNPACKED_LIMIT} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise Unreadable("the gzip body is cut or has more behind it")
    return plain


def document(body: bytes) -> Json:
    """The JSON value that the body is. Raises Unreadable; a byte order mark is passed over."""
    try:
        value: Json = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = _marked(body)
    if (size := len(body)) >= _SHORT:
        # What is left without them tells how many there are, several times sooner than `count` does.
        lists = size - len(body.replace(b"[", b""))
        if size + _LESS * lists >= _LONG and lists + size - len(body.replace(b"{", b"")) > _LEVELS:
            _bounded(value)
    return value


def _marked(body: bytes) -> Json:
    """What stands behind a byte order mark; looked for only where the body is no JSON as it is."""
    try:
        value: Json = orjson.loads(body.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise Unreadable("the body is not JSON") from error
    return value


def _bounded(value: Json) -> None:
    """Raises Unreadable where the value is nested too deep, as only one with many bytes and many brackets can be."""
    try:
        orjson.dumps(value)  # it reads 1,024 levels and writes 254; what recurses by the stack bears no more
    except orjson.JSONEncodeError as error:
        raise Unreadable("the body is nested too deep") from error


def canonical(value: Json) -> str:
    """A part of a document as JSON that is the same for the same content."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str).decode("utf-8")


def embedded(value: Json) -> Json:
    """What a text within a body is as JSON, None where it is none."""
    try:
        return document(value.encode("utf-8", "replace")) if isinstance(value, str) and value else None
    except Unreadable:
        return None


def record(value: Json) -> Mapping[str, Json]:
    """The value as an object. Raises Unreadable."""
    if not isinstance(value, dict):
        raise Unreadable("an object was expected")
    return value


def records(value: Json) -> Sequence[Mapping[str, Json]]:
    """The value as a list of objects. Raises Unreadable."""
    return [record(item) for item in items_of(value)]


def items_of(value: Json) -> Sequence[Json]:
    """The value as a list. Raises Unreadable."""
    if not isinstance(value, list):
        raise Unreadable("a list was expected")
    return value


def part(value: Json) -> Mapping[str, Json]:
    """The value where it is an object, else an empty one: real senders leave parts out or send null."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> Sequence[Json]:
    """The value where it is a list, else an empty one: real senders leave parts out or send null."""
    return value if isinstance(value, list) else ()


def text(value: Json) -> str | None:
    """The value as text, a number as its digits; None where it is neither or empty."""
    if isinstance(value, str):
        return value or None
    return str(value) if type(value) in _NUMBERS else None


def texts(value: Json) -> Sequence[str]:
    """The texts of a list, or the one that stands where a list could; empty where there is none."""
    if isinstance(value, list):
        for each in value:
            if type(each) is not str or not each:
                return [found for each in value if (found := text(each))]
        return value  # as nearly all are
    found = text(value)
    return [found] if found else []


def key(value: Json) -> str | None:
    """The value as a lead's key, or None."""
    found = text(value)
    return found if found and len(found) <= KEY_LIMIT else None


def email(value: Json) -> str | None:
    """The value as a normalised address, or None where it cannot be one."""
    if not isinstance(value, str):
        return None
    if plain_address(value):
        return value  # as nearly all are
    try:
        return address(value)
    except NoAddress:
        return None


def plain_emails(records: Sequence[Json], name: str) -> bool:
    """Whether all these are objects whose `name` is an address that `email` leaves as it is.

    To ask it of a batch at once takes a third of the time that asking one by one takes. False where they are few.
    """
    if len(records) < _MANY:
        return False
    try:
        addresses: Sequence[str] = [record[name] for record in records]  # type: ignore[call-overload, index, misc]  # tried
        lines = "\n".join(addresses)
    except (TypeError, KeyError):
        return False
    return lines.count("\n") + 1 == len(addresses) and plain_addresses(lines) is not None


def unix(value: Json) -> Instant | None:
    """A Unix time in seconds, number or digits; None where it is none or outside this century."""
    try:
        if type(value) is int:
            at = value * SECOND
        elif isinstance(value, float):
            at = round(value * SECOND)
        elif isinstance(value, str):  # int is sooner than float
            at = int(value) * SECOND if value.isdecimal() else round(float(value) * SECOND)
        else:
            return None
    except (ValueError, OverflowError):  # no number, or none that is finite
        return None
    # Instant(at) is a call of its own, a third of what this takes
    return at if _EARLIEST <= at < _LATEST else None  # type: ignore[return-value]  # above


def iso(value: Json) -> Instant | None:
    """An ISO 8601 instant; None where it is none or outside this century."""
    if not isinstance(value, str):
        return None
    try:
        at = instant(datetime.fromisoformat(value))
    except (ValueError, OverflowError):  # of an offset that leads out of all years
        return None
    return at if _EARLIEST <= at < _LATEST else None


def moment(value: Json) -> Instant | None:
    """An ISO 8601 instant, or a Unix time in seconds or milliseconds, number or digits; None where it is neither."""
    if at := iso(value):
        return at
    seconds = unix(value)
    if seconds is None and isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        return unix(int(value) / _MILLISECONDS)
    if seconds is None and isinstance(value, int | float) and abs(value) <= _LATEST:
        return unix(value / _MILLISECONDS)
    return seconds


def believable(at: int) -> Instant | None:
    """The instant, or None outside this century."""
    return Instant(at) if _EARLIEST <= at < _LATEST else None
