"""What a body holds as a document, and the body that another document in its place would make."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlencode

from leadflow.application.webhook import Request
from leadflow.domain.json import Json
from local.samples import Sample

OPENING: Final = (b"{", b"[")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, and how a body is made that holds another one."""

    document: Json
    body: Callable[[Json], bytes]


def bare(sample: Sample) -> Sample:
    """The sample without its packing, and without what only a header says of its body's form."""
    headers = {name: value for name, value in sample.request.headers.items() if name != "content-encoding"}
    return replace(sample, request=replace(sample.request, headers=headers, body=plain(sample.request)))


def plain(request: Request) -> bytes:
    """The body as it was before it was packed."""
    return gzip.decompress(request.body) if request.headers.get("content-encoding") == "gzip" else request.body


def readings(sample: Sample) -> Iterator[Reading]:
    """The documents that the sample's body holds: itself, its fields, and what its fields hold as JSON."""
    raw = plain(sample.request)
    content_type = sample.request.headers.get("content-type", "")
    if raw[:1] in OPENING:
        yield Reading(json.loads(raw), lambda document: json.dumps(document).encode())
    elif "urlencoded" in content_type:
        yield from _of_form(dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)))
    elif "multipart" in content_type:
        yield from _of_parts(raw)


def _of_form(fields: Mapping[str, str]) -> Iterator[Reading]:
    yield Reading(dict(fields), partial(_encoded, fields))
    for name, value in fields.items():
        if value[:1] in ("{", "["):
            yield Reading(json.loads(value), partial(_within, fields, name))


def _of_parts(raw: bytes) -> Iterator[Reading]:
    """Only a part that is JSON is changed: the parts themselves are stained byte by byte elsewhere."""
    for line in raw.splitlines():
        if line[:1] in OPENING:
            yield Reading(json.loads(line), partial(_replaced, raw, line))


def _encoded(fields: Mapping[str, str], document: Json) -> bytes:
    """A form can only hold text; what is no form any more stands in every field."""
    held = document if isinstance(document, Mapping) else dict.fromkeys(fields, document)
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in held.items()}
    return urlencode(texts, errors="surrogatepass").encode()


def _within(fields: Mapping[str, str], name: str, document: Json) -> bytes:
    return _encoded(fields, {**fields, name: json.dumps(document)})


def _replaced(raw: bytes, line: bytes, document: Json) -> bytes:
    return raw.replace(line, json.dumps(document).encode())
