import json
from base64 import b64decode

import pytest

from leadflow.domain.instant import parse
from local.invocation import Call, to_event, to_reply

AT = parse("2026-03-01T09:30:00.123Z")


def call(body: bytes = b"", **headers: str) -> Call:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Call("POST", "/hooks/a%2Fb?c=%7e&d", named, body, "127.0.0.1")


def test_path_and_query_arrive_as_they_were_written() -> None:
    event = to_event(call(), "host", AT)
    assert (event["rawPath"], event["rawQueryString"]) == ("/hooks/a%2Fb", "c=%7e&d")


def test_json_arrives_as_text() -> None:
    event = to_event(call('{"ø": 1}'.encode(), content_type="application/json; charset=utf-8"), "host", AT)
    assert (event["body"], event["isBase64Encoded"]) == ('{"ø": 1}', False)


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/json"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "application/json", "content_encoding": "gzip"},
        {},
    ],
)
def test_any_other_body_arrives_byte_for_byte(headers: dict[str, str]) -> None:
    body = b"\x1f\x8b\xff"
    event = to_event(call(body, **headers), "host", AT)
    assert event["isBase64Encoded"]
    assert b64decode(str(event["body"])) == body


def test_the_event_says_when_the_request_came() -> None:
    context = to_event(call(), "host", AT)["requestContext"]
    assert isinstance(context, dict)
    assert (context["timeEpoch"], context["time"]) == (1_772_357_400_123, "01/Mar/2026:09:30:00 +0000")


def test_an_answer_keeps_its_status_headers_cookies_and_bytes() -> None:
    answer = {"statusCode": 413, "headers": {"X-A": "b"}, "cookies": ["c=d"], "body": "/w==", "isBase64Encoded": True}
    reply = to_reply(json.dumps(answer).encode())
    assert (reply.status, reply.body, reply.accepted) == (413, b"\xff", False)
    assert set(reply.headers) == {("content-type", "application/json"), ("x-a", "b"), ("set-cookie", "c=d")}


def test_an_answer_without_a_status_is_a_body() -> None:
    assert to_reply(b'{"ok": true}').body == b'{"ok": true}'
