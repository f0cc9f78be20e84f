"""Nobody is sent on to where the model does not say: an address is read as a browser reads it, or not taken."""

from typing import Final

import pytest

from leadflow.adapters.payloads.onward import allowed

REDIRECTS: Final = ("https://www.acme.example/thanks", "https://shop.acme.example/", "https://acme.example:8443")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.acme.example/thanks",
        "https://www.acme.example/thanks/",
        "https://www.acme.example/thanks/demo?lang=no&to=//x#top",
        "https://WWW.acme.example/thanks?x",
        "HTTPS://shop.acme.example/any/thing",
        "https://shop.acme.example",
        "https://acme.example:8443/x",
    ],
)
def test_what_the_model_names_and_what_lies_under_it_is_allowed(address: str) -> None:
    assert allowed(address, REDIRECTS)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "/thanks",
            "thanks",
            "//www.acme.example/thanks",
            "https:/www.acme.example/thanks",
            "https:www.acme.example",
        ),
        *("http://www.acme.example/thanks", "javascript:alert(1)//www.acme.example/thanks", "data:text/html,x"),
        *("https://www.acme.example/", "https://www.acme.example/thanksx", "https://www.acme.example/THANKS"),
        f"https://www.acme.example/thanks/{'x' * 2000}",
        *("https://www.acme.example.evil.example/thanks", "https://evil.example/www.acme.example/thanks"),
        *("https://www.acme.example@evil.example/thanks", "https://evil.example#@www.acme.example/thanks"),
        *("https://www.acme.example:x@evil.example/thanks", "https://user@www.acme.example/thanks"),
        *("https://www.acme.example:443/thanks", "https://acme.example/x", "https://acme.example:844/x"),
        *("https://evil.example\\@www.acme.example/thanks", "https://www.acme.example\\thanks", "\\\\www.acme.example"),
        *("https://www.acme.example/thanks/../admin", "https://www.acme.example/thanks/%2e%2E/admin"),
        *("https://www.acme.example/thanks/..%5cadmin", "https://www.acme.example/thanks/./x"),
        *("https://www.acme.example/thanks/\\x", "https://www.acme.example/thanks/blå"),
        *(" https://www.acme.example/thanks", "https://www.acme.example/thanks\r\nset-cookie: a=b"),
        *(
            "https://www.acme.example/thanks\t",
            "https://www.acme.exa\nmple/thanks",
            "https://www.acme.example/thanks\x00",
        ),
        *(
            "https://www.acmé.example/thanks",
            "https://www.acme.example\u3002/thanks",
            "https://[www.acme.example/thanks",
        ),
    ],
)
def test_what_only_looks_like_it_is_not(address: str) -> None:
    assert not allowed(address, REDIRECTS)


def test_without_redirects_nothing_is_allowed() -> None:
    assert not allowed("https://www.acme.example/thanks", ())
