"""Which pages may send to a public source."""

from collections.abc import Mapping

import pytest

from leadflow.application.origins import check
from leadflow.application.webhook import WrongOrigin

ORIGINS = ("https://www.acme.example", "https://*.nordlys.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://www.acme.example"},
        {"origin": "HTTPS://WWW.ACME.EXAMPLE"},
        {"origin": "https://shop.nordlys.example", "referer": "https://evil.example/"},
        {"origin": "null", "referer": "https://www.acme.example/contact"},
        {"referer": "https://www.acme.example/contact?to=evil.example"},
    ],
)
def test_a_page_that_the_model_names_may_send(headers: Mapping[str, str]) -> None:
    check(headers, ORIGINS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "null", "referer": "https://["},
        {"origin": "http://www.acme.example"},
        {"origin": "https://www.acme.example:8443"},
        {"origin": "https://www.acme.example."},
        {"origin": "https://www.acme.example.evil.example"},
        {"origin": "https://nordlys.example"},
        {"referer": "https://evil.example/https://www.acme.example/"},
        {"referer": "https://www.acme.example@evil.example/"},
    ],
)
def test_no_other_page_may_send_where_the_model_names_some(headers: Mapping[str, str]) -> None:
    check(headers, ())
    with pytest.raises(WrongOrigin):
        check(headers, ORIGINS)
