"""Whatever is posted: an answer that AWS can give, never a fault of ours, and nothing kept of what is refused."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.adapters import function_url
from leadflow.application.receive import Outcome
from leadflow.application.webhook import Request
from leadflow.domain.instant import SECOND
from leadflow.domain.sender import Sender, Trust
from local.samples import live_secret, signed, signing_secret
from tests.receiving import NOW, MemoryActions, MemoryIntake, MemorySecrets, receiver
from tests.unit.sources.test_fuzz import ODD as WRONG
from tests.unit.sources.test_fuzz import READINGS, put
from tests.unit.sources.test_fuzz import paths as places

PUBLIC: Final = Trust.PUBLIC
KINDS: Final = {
    "contact": "form",
    "site": "segment",
    "clicks": "slack",
    "newsletter": "sendgrid",
    "ads": "meta_lead_ads",
}
SENDERS: Final = {
    **{name: Sender(name, kind, name) for name, kind in KINDS.items()},
    "page": Sender("page", "segment", "site", trust=PUBLIC, origins=("https://www.acme.example",)),
}
SECRETS: Final = MemorySecrets({name: [live_secret(kind, name)] for name, kind in KINDS.items()})
STATUSES: Final = frozenset({200, 204, 303, 304, 400, 401, 403, 404, 413})

ODD: Final = (
    "",
    "\x00",
    "\r\nx: y",
    "%",
    "%00",
    "../",
    "é",
    "\U0001d4b3",
    "\ud800",
    "*/*",
    "gzip",
    "9" * 400,
    "Basic Og==",
    "null",
)
texts: Final = st.sampled_from(ODD) | st.text(max_size=8)
names: Final = st.sampled_from(
    [
        *("content-type", "content-encoding", "authorization", "origin", "accept", "accept-encoding", "cookie"),
        *("x-slack-signature", "x-slack-request-timestamp", "x-hub-signature-256", "if-none-match", "user-agent"),
        *("x-forwarded-for", "x-twilio-email-event-webhook-signature", "content-length", "x-leadflow-secret"),
    ]
)
paths: Final = st.lists(
    st.sampled_from(
        ["hooks", "v1", "snippet.js", "contact", "site", "clicks", "ads", "batch", "track", "..", "", "%2e"]
    )
    | texts,
    max_size=5,
).map(lambda parts: "/" + "/".join(parts))
plain: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts | st.sampled_from(["email", "batch", "type", "userId"]), inner, max_size=4)
    ),
    max_leaves=8,
)
bodies: Final = (
    st.binary(max_size=60)
    | plain.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(
        st.sampled_from(["email", "payload", "redirect", "anonymous_id", "url", "name"]) | texts, texts, max_size=4
    ).map(lambda fields: "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items()).encode())
)

fuzzed: Final = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def _quoted(text: str) -> str:
    return quote(text, errors="replace")


def received(request: Request) -> tuple[Outcome, MemoryIntake, MemoryActions]:
    """What came of the request as AWS hands it over; its answer is one that AWS takes."""
    event: function_url.Event = {
        "rawPath": quote(request.path, safe="/%", errors="replace"),
        "rawQueryString": request.query,
        "headers": request.headers,
        "requestContext": {
            "http": {"method": request.method, "sourceIp": request.ip},
            "timeEpoch": NOW * 1_000 // SECOND,
        },
        "body": b64encode(request.body).decode(),
        "isBase64Encoded": True,
    }
    intake, actions = MemoryIntake(), MemoryActions()
    parts = replace(receiver(intake, SECRETS), senders=SENDERS, actions=actions)
    outcome = parts.receive(function_url.request(event), function_url.received_at(event))
    answered(function_url.response(outcome.answer, "id"))
    return outcome, intake, actions


def answered(response: function_url.Response) -> None:
    assert response["statusCode"] in STATUSES
    for name, value in response["headers"].items():
        assert f"{name}{value}".isprintable(), (name, value)


def nothing_kept(outcome: Outcome, intake: MemoryIntake, actions: MemoryActions) -> None:
    if outcome.refused is not None or outcome.answer.status >= 400:
        assert (intake.parcels, actions.errands) == ([], [])


@pytest.mark.slow
@fuzzed
@given(
    st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "get", "TRACE"]),
    paths,
    texts,
    st.dictionaries(names, texts, max_size=4),
    bodies,
)
def test_a_stranger_s_request_is_answered_and_leaves_nothing(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> None:
    outcome, intake, actions = received(Request(method.upper(), path, query, headers, body, "192.0.2.7"))
    nothing_kept(outcome, intake, actions)
    assert (intake.parcels, actions.errands) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@fuzzed
@given(st.data())
def test_whoever_has_the_secret_breaks_nothing_either(name: str, drawn: st.DataObject) -> None:
    kind = KINDS[name]
    one, reading = drawn.draw(st.sampled_from(READINGS[kind]))
    document = reading.document
    for _ in range(drawn.draw(st.integers(0, 2))):
        where = drawn.draw(st.sampled_from(list(places(document))))
        document = put(document, where, drawn.draw(st.sampled_from(WRONG) | texts))
    odd = drawn.draw(st.dictionaries(names, texts, max_size=1))
    path = f"/hooks/{name}{'/{token}' if kind == 'form' else ''}"
    request = Request("POST", path, "", {**one.request.headers, **odd}, reading.body(document), "192.0.2.7")
    body = drawn.draw(st.just(request.body) | bodies)
    nothing_kept(*received(signed(SENDERS[name], replace(request, body=body), signing_secret(kind, name), NOW)))


@pytest.mark.slow
@fuzzed
@given(
    st.dictionaries(names, texts, max_size=2), st.sampled_from(["track", "page", "batch", "identify", "alias"]), bodies
)
def test_a_page_s_call_breaks_nothing(headers: Mapping[str, str], call: str, body: bytes) -> None:
    request = Request("POST", f"/v1/{call}", "", {"content-type": "text/plain", **headers}, body, "192.0.2.7")
    nothing_kept(*received(signed(SENDERS["site"], request, signing_secret("segment", "site"), NOW)))
