"""Bodies of forms: what browsers and their imitators post is read, and what is cut or called wrong is refused."""

from typing import Final

import pytest

from leadflow.adapters.payloads.multipart import FIELDS_LIMIT
from leadflow.adapters.payloads.posted import fields
from leadflow.application.webhook import Request, Unreadable
from leadflow.domain.json import Json

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data; boundary=xYz"


def part(name: str, value: bytes, more: str = "") -> bytes:
    return b'--xYz\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), more.encode(), value)


END: Final = b"--xYz--\r\n"
EMAIL: Final = part("email", b"ada@nordlys.example")


def read(body: bytes, content_type: str) -> dict[str, Json]:
    return fields(Request("POST", "/", "", {"content-type": content_type}, body, "192.0.2.7"))


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (b"a=1&b=&c", {"a": "1", "b": "", "c": ""}),
        (b"a=1&a=2&b=+x+%26", {"a": ["1", "2"], "b": "x &"}),
        (b"\xef\xbb\xbfa=1", {"a": "1"}),
        (b"bl%C3%A5=b%C3%A6r", {"blå": "bær"}),
        (b"_charset_=windows-1252&bl%E5=b%E6r", {"blå": "bær"}),
        (b"_charset_=ISO-8859-1&price=%80", {"price": "€"}),
        (b"_charset_=utf-8&a=%C3%A5", {"a": "å"}),
        (b"_charset_=utf-16&a=%C3%A5", {"a": "å"}),
        (b"a=%ff", {"a": "\ufffd"}),
        (b"a=%zz;b=2", {"a": "%zz;b=2"}),
    ],
)
def test_an_urlencoded_form_is_read(body: bytes, read_as: dict[str, Json]) -> None:
    assert read(body, f"{URLENCODED}; charset=UTF-8") == read_as


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (EMAIL, {"email": "ada@nordlys.example"}),
        (part("a", b"1") + part("a", b"2"), {"a": ["1", "2"]}),
        (part("a", b"1\r\n--xY\r\n2"), {"a": "1\r\n--xY\r\n2"}),
        (part("a%22b", "blå".encode()), {'a"b': "blå"}),
        (part("blå", "bær".encode()), {"blå": "bær"}),
        (part("_charset_", b"windows-1252") + part("a", b"b\xe6r"), {"a": "bær"}),
        (part("cv", b"%PDF\x00\xff", '; filename="cv.pdf"\r\nContent-Type: application/pdf'), {"cv": None}),
        (part("cv", b"", '; filename=""') + EMAIL, {"cv": None, "email": "ada@nordlys.example"}),
        (part("a", b"x", "\r\nContent-Type: text/plain; charset=utf-8"), {"a": "x"}),
    ],
)
def test_a_multipart_form_is_read_without_its_files(body: bytes, read_as: dict[str, Json]) -> None:
    assert read(body + END, MULTIPART) == read_as


@pytest.mark.parametrize(
    ("body", "content_type", "because"),
    [
        (EMAIL + END, URLENCODED, "the body is multipart/form-data, but its head says"),
        (b"email=ada%40nordlys.example", MULTIPART, "not multipart/form-data with the boundary"),
        (EMAIL + END, "multipart/form-data; boundary=other", "not multipart/form-data with the boundary"),
        (EMAIL + END, "multipart/form-data", "not multipart/form-data with the boundary"),
        (EMAIL + END, "multipart/form-data; boundary=\ud800", "not multipart/form-data with the boundary"),
        (EMAIL, MULTIPART, "it is cut"),
        ((EMAIL + END)[:-6], MULTIPART, "it is cut"),
        (EMAIL[:40], MULTIPART, "it is cut"),
        (b"", MULTIPART, "it is cut"),
        (b"--xYz\r\n\r\nx\r\n" + END, MULTIPART, "not multipart/form-data"),
        (b"--xYz\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + END, MULTIPART, "not multipart/form-data"),
        (EMAIL.replace(b"\r\n", b"\n") + END, MULTIPART, "not multipart/form-data"),
        (part("a", b"1") * (FIELDS_LIMIT + 1) + END, MULTIPART, "more than 200 fields"),
        (part("x" * 9000, b"1") + END, MULTIPART, "too long a head"),
        (b"&".join([b"a=1"] * (FIELDS_LIMIT + 1)), URLENCODED, "more than 200 fields"),
        (END, MULTIPART, "the form is empty"),
        (b"", URLENCODED, "the form is empty"),
        (b"_charset_=utf-8", URLENCODED, "the form is empty"),
        (b'{"email":"ada@nordlys.example"}', "application/json", "a form is needed"),
        (b"a=1", "", "a form is needed"),
    ],
)
def test_what_is_no_form_says_why(body: bytes, content_type: str, because: str) -> None:
    with pytest.raises(Unreadable, match=because):
        read(body, content_type)
