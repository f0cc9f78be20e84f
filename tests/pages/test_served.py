"""What browsers are handed, small enough for any page."""

import gzip
from pathlib import Path

import pytest

from leadflow.adapters import snippet
from leadflow.application.webhook import Answer, Request

LIMIT = 2048
SOURCE = Path(snippet.__file__).with_name("snippet.js")


def asked(**headers: str) -> Answer:
    return snippet.answer(Request("GET", "/snippet.js", "", headers, b"", "192.0.2.7"))


def test_what_is_served_is_under_two_kilobytes_packed() -> None:
    assert len(gzip.compress(asked().body)) < LIMIT


def test_what_is_served_is_the_source_without_its_comments_and_indentation() -> None:
    lines = (line.strip() for line in SOURCE.read_text("utf-8").splitlines())
    assert asked().body.decode("utf-8").splitlines() == [line for line in lines if line and not line.startswith("//")]


def test_any_page_may_load_it_and_keeps_it_for_an_hour() -> None:
    answer = asked()
    assert answer.status == 200
    assert {**answer.headers, "etag": ""} == {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=3600",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
        "etag": "",
        "vary": "accept-encoding",
    }


@pytest.mark.parametrize("form", ["{}", "W/{}", '"older", {}'])  # an edge that packs an answer weakens its tag
def test_who_has_it_is_not_handed_it_again(form: str) -> None:
    tag = asked().headers["etag"]
    answer = asked(**{"if-none-match": form.format(tag)})
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_who_has_another_is_handed_this() -> None:
    assert asked(**{"if-none-match": '"another"'}).status == 200
