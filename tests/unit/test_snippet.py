"""The script for web pages, as the function's URL hands it out."""

import gzip
from base64 import b64decode

from leadflow.adapters import function_url, snippet
from leadflow.application.webhook import Request
from tests.receiving import received


def asked(**headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("GET", "/snippet.js", "", named, b"", "192.0.2.7")


def test_a_browser_gets_the_script_packed() -> None:
    answer = function_url.response(received(asked(accept_encoding="gzip, deflate, br")).answer)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert gzip.decompress(b64decode(answer["body"])) == snippet.script()


def test_what_takes_nothing_packed_gets_it_plain() -> None:
    answer = function_url.response(received(asked()).answer)
    assert answer["body"].encode() == snippet.script()
    assert "isBase64Encoded" not in answer


def test_a_browser_that_has_it_is_told_so() -> None:
    etag = received(asked()).answer.headers["etag"]
    assert received(asked(if_none_match=etag, accept_encoding="gzip")).answer.status == 304
