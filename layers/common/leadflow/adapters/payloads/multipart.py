"""Bodies of multipart/form-data: forms that can carry files, and senders that post as such a form does.

https://www.rfc-editor.org/rfc/rfc7578
"""

from collections.abc import Iterator
from typing import Final

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from leadflow.application.webhook import Unreadable

MULTIPART: Final = "multipart/form-data"

FIELDS_LIMIT: Final = 200
"""Parts that a body may have."""

_LATIN: Final = "latin-1"
"""Reads any bytes and gives them back: which encoding the names are in stands in one of the fields."""

Part = tuple[bytes, bytes | None]
"""A field's name and value; a file is a name without a value."""


def parts(content_type: str, body: bytes) -> list[Part]:
    """The fields in their order, in the bytes of whatever encoding they are in. Raises Unreadable."""
    try:
        return list(_parts(parse_options_header(content_type)[1].get("boundary", ""), body))
    except ParserLimitReached as error:
        raise Unreadable(
            f"the form has more than {FIELDS_LIMIT} fields, or a part of it has too long a head"
        ) from error
    except (MultipartError, UnicodeError) as error:
        raise Unreadable(f"the body is not {MULTIPART} with the boundary that its head names, or it is cut") from error


def _parts(boundary: str, body: bytes) -> Iterator[Part]:
    with PushMultipartParser(boundary, header_charset=_LATIN, max_segment_count=FIELDS_LIMIT, strict=True) as parser:
        name, value, is_file = b"", b"", False
        for event in parser.parse(body):
            if isinstance(event, MultipartSegment):
                name, value, is_file = event.name.encode(_LATIN), b"", event.filename is not None
            elif event is None:
                yield name, None if is_file else value
            else:
                value += event
