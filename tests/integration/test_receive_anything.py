"""What browsers and Slack post, put out of order, to the function itself: answered, and taken whole or not at all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlencode

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.receive import app
from leadflow.adapters.actions import decode
from leadflow.adapters.function_url import Response
from leadflow.adapters.intake import opened
from leadflow.adapters.snippet import packed, script
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.decision import Decision
from leadflow.domain.sender import Guard, Sender, Trust
from local.samples import sample, signed, signing_secret
from tests.integration.receiving import call, receiving
from tests.unit.sources.test_fuzz import ODD, put
from tests.unit.sources.test_fuzz import paths as places

PAGE: Final = "https://www.acme.example"
THANKS: Final = f"{PAGE}/thanks"
FORM: Final = Sender(
    "contact", "form", "contact", trust=Trust.PUBLIC, origins=(PAGE,), guard=Guard("website", None, (THANKS,))
)
SITE: Final = Sender("site", "segment", "site", trust=Trust.PUBLIC, origins=(PAGE,))
SLACK: Final = Sender("clicks", "slack", "clicks")
KEY: Final = signing_secret("segment", "site")

REFUSALS: Final = frozenset({400, 401, 403, 413})
TAKEN: Final = frozenset({200, 303})

BOUNDARY: Final = "x"
MULTIPART: Final = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED: Final = "application/x-www-form-urlencoded"

odd: Final = st.sampled_from(
    ["", "\x00", "\r\n--x", "--x--", '"', "é", "\U0001d4b3", "\u202e", "9" * 400, "a@b@c", "javascript:alert(1)", "{}"]
)
texts: Final = odd | st.text(st.characters(codec="utf-8"), max_size=6)
hidden: Final = st.sampled_from(
    [
        *("email", "name", "website", "anonymous_id", "leadflow_id", "leadflow_consent", "_next", "_submission"),
        *("_rendered", "_charset_", "utm_campaign", "gclid", "url", "page_url", "", "email.first"),
    ]
)
"""The fields that mean something to us, and those into which a page's script writes what it keeps."""

following: Final = st.sampled_from(
    [THANKS, f"{PAGE}/other", "//evil.example", "https://evil.example", f"{THANKS}@evil"]
)
fields: Final = st.lists(st.tuples(hidden | texts, texts | following | st.just("ada@nordlys.example")), max_size=5)
accepts: Final = st.sampled_from(["", "text/html", "application/json", "application/json;q=0", "*/*", ",;,=", "\xff"])

fuzzed: Final = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True, slots=True)
class Queues:
    """Where what is taken goes."""

    intake: str
    actions: str

    def taken(self, url: str) -> Sequence[str]:
        """All that was sent there since the last look."""
        sqs, found = boto3.client("sqs"), []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for each in messages:
                found.append(each["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return found

    def activities(self) -> Sequence[Activity]:
        """Those that were sent on; every message can be read whole."""
        letters = [opened(each) for each in self.taken(self.intake)]
        assert [each.spoiled for each in letters if each.spoiled] == []
        return [activity for each in letters for activity in each.parcel.activities]


@pytest.fixture(scope="module")
def queues() -> Iterator[Queues]:
    with receiving((FORM, SITE, SLACK)) as intake:
        yield Queues(intake, boto3.client("sqs").get_queue_url(QueueName="actions")["QueueUrl"])


def post(request: Request) -> Response:
    """Its answer, which AWS and a browser can take."""
    answer = call(request)
    assert answer["statusCode"] in TAKEN | REFUSALS
    assert all(f"{name}{value}".isprintable() for name, value in answer["headers"].items())
    return answer


def as_parts(sent: Sequence[tuple[str, str]], files: Sequence[bool]) -> bytes:
    """As a browser posts it, some of it as files."""
    pieces = []
    for (name, value), file in zip(sent, files, strict=True):
        shown = name.translate({ord(each): f"%{ord(each):02X}" for each in '\r\n"'})
        head = f'Content-Disposition: form-data; name="{shown}"{"; filename=a" if file else ""}'
        pieces.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n".encode())
    return b"".join([*pieces, f"--{BOUNDARY}--\r\n".encode()])


def stained(drawn: st.DataObject, whole: bytes) -> bytes:
    """With other bytes somewhere, in the place of some or between them."""
    at = drawn.draw(st.integers(0, len(whole)))
    return whole[:at] + drawn.draw(st.binary(max_size=4)) + whole[at + drawn.draw(st.integers(0, 3)) :]


@pytest.mark.slow
@fuzzed
@given(sent=fields, accept=accepts, drawn=st.data())
def test_a_form_is_taken_once_or_refused_and_sends_nobody_astray(
    queues: Queues, sent: list[tuple[str, str]], accept: str, drawn: st.DataObject
) -> None:
    sent = [("email", "ada@nordlys.example"), ("_next", drawn.draw(following)), *sent]
    files = drawn.draw(st.lists(st.booleans(), min_size=len(sent), max_size=len(sent)))
    content_type = drawn.draw(st.sampled_from([MULTIPART, URLENCODED]))
    whole = as_parts(sent, files) if content_type == MULTIPART else urlencode(sent).encode()
    body = stained(drawn, whole) if drawn.draw(st.integers(0, 2)) == 0 else whole
    headed = drawn.draw(st.sampled_from([content_type] * 5 + ["", "multipart/form-data", "text/plain", "\xff", "a;b"]))
    origin = drawn.draw(st.sampled_from([PAGE, PAGE, PAGE, "null"]))
    headers = {"content-type": headed, "accept": accept, "origin": origin}
    token = signing_secret("form", "contact")
    answer = post(Request("POST", f"/hooks/contact/{token}", "", headers, body, "192.0.2.7"))
    found = queues.activities()
    assert len(found) == (1 if answer["statusCode"] in TAKEN else 0)
    assert {each.type for each in found} <= {Kind.FORM_SUBMITTED}
    assert answer["headers"].get("location", THANKS) == THANKS


PAGES: Final = {
    "type": "page",
    "messageId": "1-2-3-4",
    "anonymousId": "5-6-7-8",
    "timestamp": "2026-03-02T10:00:00.000Z",
    "context": {"page": {"url": f"{PAGE}/pricing?utm_campaign=spring", "title": "Pricing"}, "userAgent": "Firefox"},
    "properties": {"url": f"{PAGE}/pricing", "seconds": 12},
}
SENT: Final[Mapping[str, object]] = {
    "batch": [
        PAGES,
        {**PAGES, "type": "track", "event": "Demo asked for"},
        {**PAGES, "type": "identify", "traits": {"email": "ada@nordlys.example"}},
    ],
    "sentAt": "2026-03-02T10:00:01.000Z",
    "writeKey": KEY,
}
"""As the script sends it: plain text, which a page may post without asking first."""


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_what_the_script_of_a_page_sends_is_taken_or_refused_whole(queues: Queues, drawn: st.DataObject) -> None:
    document = json.loads(json.dumps(SENT))
    for _ in range(drawn.draw(st.integers(0, 3))):
        where = drawn.draw(st.sampled_from([each for each in places(document) if each]))
        document = put(document, where, drawn.draw(st.sampled_from(ODD) | texts))
    headers = {
        "content-type": "text/plain;charset=UTF-8",
        "origin": drawn.draw(st.sampled_from([PAGE, PAGE, "null", ""])),
    }
    answer = post(Request("POST", "/v1/batch", "", headers, json.dumps(document).encode(), "192.0.2.7"))
    found = queues.activities()
    assert found == [] or answer["statusCode"] == 200
    assert len(found) <= len(SENT["batch"] if isinstance(document["batch"], list) else [])  # type: ignore[arg-type] # it is that list
    assert not any(each.startswith("crm.") for activity in found for each in activity.traits)


@pytest.mark.slow
@fuzzed
@given(
    st.sampled_from(["GET", "HEAD"]),
    texts,
    st.dictionaries(
        st.sampled_from(["if-none-match", "accept-encoding", "accept", "origin", "range", "cookie"]), texts
    ),
)
def test_the_script_is_the_same_for_everybody_who_asks_for_it(
    queues: Queues, method: str, query: str, headers: Mapping[str, str]
) -> None:
    answer = call(Request(method, "/snippet.js", query, headers, b"", "192.0.2.7"))
    assert answer["statusCode"] == 200
    assert answer["body"] in (script().decode(), packed())
    assert answer["headers"]["cache-control"] == "public, max-age=3600"
    assert queues.activities() == []


CLICKS: Final = [sample("slack", name) for name in ("accept", "reject", "snooze", "shortcut", "nulls")]


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_a_click_in_slack_is_an_order_or_nothing_and_never_a_fault(queues: Queues, drawn: st.DataObject) -> None:
    one = drawn.draw(st.sampled_from(CLICKS)).request
    payload = json.loads(parsed(one.body))
    for _ in range(drawn.draw(st.integers(0, 3))):
        where = drawn.draw(st.sampled_from(list(places(payload))))
        payload = put(payload, where, drawn.draw(st.sampled_from(ODD) | texts))
    fields = {"payload": json.dumps(payload), **drawn.draw(st.dictionaries(hidden, texts, max_size=1))}
    mutated = replace(one, body=drawn.draw(st.just(urlencode(fields).encode()) | st.binary(max_size=30)))
    answer = post(signed(SLACK, mutated, signing_secret("slack", "clicks"), app.now()))
    orders = [decode(each) for each in queues.taken(queues.actions)]
    assert all(isinstance(each, Decision) and each.source == "clicks" for each in orders)
    assert not orders or answer["statusCode"] == 200
    assert queues.activities() == []


@pytest.mark.slow
@fuzzed
@given(st.data())
def test_a_click_that_was_touched_after_it_was_signed_is_refused(queues: Queues, drawn: st.DataObject) -> None:
    one = drawn.draw(st.sampled_from(CLICKS)).request
    whole = signed(SLACK, one, signing_secret("slack", "clicks"), app.now())
    at = drawn.draw(st.integers(0, len(whole.body) - 1))
    flipped = bytes([whole.body[at] ^ drawn.draw(st.integers(1, 255))])
    touched = replace(whole, body=whole.body[:at] + flipped + whole.body[at + 1 :])
    name = drawn.draw(st.sampled_from(["x-slack-signature", "x-slack-request-timestamp"]))
    given = drawn.draw(texts.filter(lambda text: text != whole.headers[name]))
    for attempt in (touched, replace(whole, headers={**whole.headers, name: given})):
        assert post(attempt)["statusCode"] in (400, 401)
    assert (queues.taken(queues.actions), queues.activities()) == ([], [])


def parsed(body: bytes) -> str:
    """What stands in the field `payload`."""
    return parse_qs(body.decode())["payload"][0]
