"""Whatever the bytes, a source yields activities that the queue takes, or refuses by name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import cycle, product
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadflow.adapters.actions import decode, encode
from leadflow.adapters.intake import message, opened
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import SOURCES, source
from leadflow.application.parcels import parcels
from leadflow.application.webhook import Deciding, TooLarge, Unreadable, Webhook
from leadflow.domain.json import Json
from local.samples import Sample, samples
from tests.unit.sources.mutated import bare, readings

SAMPLES: Final = samples()
SAMPLES_OF: Final = {kind: [one for one in SAMPLES if one.sender.kind == kind] for kind in SOURCES}
ODD: Final[Sequence[Json]] = (
    *(None, True, False, 0, -1, 10**30, 1e300, "", " ", "\x00", "\ufffe", "a@b@c", "0001-01-01T00:00:00Z"),
    *("9999-12-31T23:59:59-23:59", [], {}, [[]], [None], {"": None}, "http://[", "x" * 5000, "1700000000"),
)
READINGS: Final = {
    kind: [(one, reading) for one in map(bare, of) for reading in readings(one)] for kind, of in SAMPLES_OF.items()
}
FUZZED: Final = frozenset(kind for kind, found in READINGS.items() if found)
"""The kinds in whose bodies every value is put out of order."""


each_kind = pytest.mark.parametrize("kind", SOURCES)


def taken(webhook: Webhook) -> int:
    """How many activities went through to the queue and came out of it as they were. Raises Refused."""
    unpacked = replace(webhook, request=body.unpacked(webhook.request))
    module = source(webhook.sender.kind)
    activities = list(module.activities(unpacked))
    for decision in module.decisions(unpacked) if isinstance(module, Deciding) else ():
        assert decode(encode(decision)) == decision
    for packed in parcels(activities):
        assert opened(message(packed)).parcel.activities == packed.activities
    return len(activities)


def attempt(sample: Sample, raw: bytes) -> None:
    with suppress(Unreadable, TooLarge):  # anything else is a fault of ours
        taken(Webhook(sample.sender, replace(sample.request, body=raw), sample.received_at, sample.secret))


def paths(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every value within the value."""
    yield path
    inner: list[tuple[str | int, Json]] = []
    if isinstance(value, Mapping):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for step, held in inner:
        yield from paths(held, (*path, step))


def put(value: Json, path: tuple[str | int, ...], odd: Json) -> Json:
    """The value with another one at the end of the path."""
    if not path:
        return odd
    step, *rest = path
    if isinstance(value, Mapping):
        return {name: put(held, tuple(rest), odd) if name == step else held for name, held in value.items()}
    assert isinstance(value, list)
    return [put(held, tuple(rest), odd) if index == step else held for index, held in enumerate(value)]


def without(value: Json) -> Json:
    """The value with null in each place."""
    if isinstance(value, Mapping):
        return {name: without(held) for name, held in value.items()}
    return [without(held) for held in value] if isinstance(value, list) else None


@pytest.mark.slow
@each_kind
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(drawn=st.data())
def test_a_value_of_the_wrong_kind_anywhere_breaks_nothing(kind: str, drawn: st.DataObject) -> None:
    sample, reading = drawn.draw(st.sampled_from(READINGS[kind]))
    document = reading.document
    for _ in range(drawn.draw(st.integers(1, 3))):
        document = put(document, drawn.draw(st.sampled_from(list(paths(document)))), drawn.draw(st.sampled_from(ODD)))
    attempt(sample, reading.body(document))


@pytest.mark.slow
@each_kind
def test_null_in_every_place_and_in_each_one_alone_breaks_nothing(kind: str) -> None:
    sample, reading = max(READINGS[kind], key=lambda each: len(json.dumps(each[1].document)))
    for emptied in (
        without(reading.document),
        *(put(reading.document, path, None) for path in paths(reading.document)),
    ):
        attempt(sample, reading.body(emptied))


DEEP: Final = b"[" * 1000 + b"]" * 1000
"""As deep as the reader of JSON goes; whatever goes down by the stack does not bear it."""


@pytest.mark.slow
@each_kind
def test_what_is_nested_very_deep_in_each_place_breaks_nothing(kind: str) -> None:
    sample, reading = max(READINGS[kind], key=lambda each: len(json.dumps(each[1].document)))
    for path in paths(reading.document):
        attempt(sample, reading.body(put(reading.document, path, "DEEP")).replace(b'"DEEP"', DEEP))


FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "\ud800")


@each_kind
def test_a_body_under_the_head_of_another_breaks_nothing(kind: str) -> None:
    for sample, content_type in product(SAMPLES_OF[kind][:3], FORMS):
        headers = {**sample.request.headers, "content-type": content_type}
        attempt(replace(sample, request=replace(sample.request, headers=headers)), sample.request.body)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(drawn=st.data())
def test_a_body_cut_or_stained_breaks_nothing(drawn: st.DataObject) -> None:
    sample = drawn.draw(st.sampled_from(SAMPLES))
    whole = sample.request.body
    at = drawn.draw(st.integers(0, len(whole)))
    attempt(sample, whole[:at] + drawn.draw(st.binary(max_size=3)) + whole[at + drawn.draw(st.integers(0, 5)) :])
    attempt(sample, whole[:at])


NO_WEBHOOKS: Final = (
    *(b"", b"{}", b"[]", b"null", b"0", b'"', b"[{}]", b"[[]]", b"\xff\xfe", b"\xef\xbb\xbf[]", b"NaN", b"[1e999]"),
    *(b"[" * 100_000, b'{"a":' * 100_000, b'[{"event":' * 2000, b'{"event_type":1}', b'{"batch":[null]}'),
    *(b'{"batch":{}}', b'{"batch":[]}', b'[{"event":"open","event":"click"}]', b"=&=&;", b"%", b"%ff=%ff&%00=1"),
    *(b"\xef\xbb\xbf{}", b"\xef\xbb\xbfa=1", b"\xff\xfe{\x00}\x00", b'{"a":1,"a":null,"email":{},"email":[]}'),
    *(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n', b"--x--", b"--x\r\n\r\n--x--\r\n"),
    *(
        b'{"email":"\xc3\x28"}',
        b"email=\xc3\x28",
        b"rawRequest=null&submissionID=1",
        b"submissionID=1&rawRequest=%7B%7D",
    ),
    *(b"&".join([b"a=1"] * 1000), b'{"type":"track","event":"' + b"x" * 100_000 + b'"}'),
)


@each_kind
def test_what_is_no_webhook_breaks_nothing(kind: str) -> None:
    for sample, raw in product(SAMPLES_OF[kind][:1], NO_WEBHOOKS):
        attempt(replace(sample, request=replace(sample.request, headers={})), raw)
        attempt(sample, raw)


def test_a_record_nested_deeper_than_the_queue_takes_is_unreadable() -> None:
    clicked = next(sample for sample in SAMPLES if sample.name == "sendgrid/click")
    deep = json.dumps(json.loads(clicked.request.body)[0])[:-1] + ',"odd":' + "[" * 300 + "]" * 300 + "}"
    with pytest.raises(Unreadable, match="too deep"):
        taken(Webhook(clicked.sender, replace(clicked.request, body=f"[{deep}]".encode()), clicked.received_at))


def nested(levels: int, brackets: str) -> bytes:
    """So many levels inside each other, of these kinds in turns, in as few bytes as that takes."""
    value = b""
    for _, bracket in zip(range(levels), cycle(brackets), strict=False):
        value = b"[%s]" % value if bracket == "[" else b'{"":%s}' % value if value else b"{}"
    return value


@pytest.mark.parametrize("after", [b"", b" " * 5000], ids=["short", "long"])
@pytest.mark.parametrize("brackets", ["[", "{", "[{", "{[[["])
def test_254_levels_are_the_deepest_of_a_body(brackets: str, after: bytes) -> None:
    assert body.document(nested(254, brackets) + after)
    with pytest.raises(Unreadable, match="too deep"):
        body.document(nested(255, brackets) + after)
