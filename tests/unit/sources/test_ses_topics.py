"""Amazon SES through a topic: who is believed, what is fetched and visited for it, and what never is."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import orjson
import pytest

from leadflow.adapters.certificates import KEPT, Certificates
from leadflow.adapters.signatures import sns
from leadflow.adapters.sources import ses
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import NotAuthenticated, Stale, Unreadable, Webhook
from leadflow.domain.instant import DAY, HOUR, Instant, parse
from leadflow.domain.json import Json
from local.samples import CERTIFICATES, EVENTS, Sample, sample, signing_secret

CLICK: Final = sample("ses", "click")
CONFIRMATION: Final = sample("ses", "vector-confirmation-v2")
TOPIC: Final = CLICK.sender.topics[0]
VECTORS: Final = ["vector-open-v1", "vector-open-v2", "vector-subject-v1", "vector-confirmation-v1"]


def heard(one: Sample) -> Webhook:
    return Webhook(one.sender, one.request, one.received_at)


def changed(one: Sample, fields: Mapping[str, Json]) -> Webhook:
    """The message with other values of these fields, signed as before; None is for a field that is missing."""
    message = {**json.loads(one.request.body), **fields}
    body = orjson.dumps({name: value for name, value in message.items() if value is not None})
    return replace(heard(one), request=replace(one.request, body=body))


def signed(**fields: str) -> Webhook:
    """The message with other fields, signed by the samples' key."""
    other = changed(CLICK, fields)
    return replace(other, request=ses.SIGNATURE.sign(other, signing_secret("ses", "mail")))


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize(
    "field", ["Message", "MessageId", "Timestamp", "TopicArn", "Type", "Signature", "SignatureVersion"]
)
def test_every_field_that_is_signed_must_be_as_it_was_signed(name: str, field: str) -> None:
    one = sample("ses", name)
    ses.SIGNATURE.verify(heard(one), [])
    stated = json.loads(one.request.body)[field]
    for other in (stated + "A", None, 5):
        with pytest.raises(NotAuthenticated):
            ses.SIGNATURE.verify(changed(one, {field: other}), [])


@pytest.mark.parametrize(
    ("name", "field"),
    [("vector-subject-v2", "Subject"), ("vector-confirmation-v2", "SubscribeURL"), ("vector-confirmation-v2", "Token")],
)
def test_what_only_some_messages_have_is_signed_too(name: str, field: str) -> None:
    for other in ("other", None):
        with pytest.raises(NotAuthenticated):
            ses.SIGNATURE.verify(changed(sample("ses", name), {field: other}), [])


def test_the_string_to_sign_is_the_references() -> None:
    vectors = json.loads((EVENTS.parent / "tests/unit/sources/vectors.json").read_text())["sns"]["messages"]
    for vector in vectors.values():
        assert sns._signed_text(vector["message"]).decode() == vector["string_to_sign"]


def untouched(url: str) -> bytes:
    pytest.fail(f"{url} was asked for")


def test_a_strangers_topic_is_refused_before_anything_is_fetched() -> None:
    strict = sns.SnsTopic(Certificates(untouched))
    for topics in ((), ("arn:aws:sns:eu-west-1:210987654321:ses-events",), (TOPIC + "2",), (TOPIC.upper(),)):
        with pytest.raises(NotAuthenticated, match="topic"):
            strict.verify(replace(heard(CLICK), sender=replace(CLICK.sender, topics=topics)), [])


@pytest.mark.parametrize(
    "url",
    [
        *("http://sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem"),
        *("https://evil.example/a.pem", "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem", "", "a.pem"),
        *("https://user@sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com:8443/a.pem"),
        *("https://sns.us-east-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com.cn/a.pem"),
        *("https://s3.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com/bucket/a.pem"),
        *("https://sns.eu-west-1.amazonaws.com/?x=a.pem", "https://sns.eu-west-1.amazonaws.com/../a.pem"),
        *("https://sns.eu-west-1.amazonaws.com/a.pem?x", "https://sns.eu-west-1.amazonaws.com/a.pem#x"),
        *("https://sns.eu-west-1.amazonaws.com/a%2e.pem", "https://sns.eu-west-1.amazonaws.com\\a.pem"),
        *("https://sns.eu-west-1.amazonaws.com/a.pem\n", "https://sns.eu-west-1.amazonaws.com/", "HTTPS://x"),
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_looked_at(url: str) -> None:
    with pytest.raises(NotAuthenticated, match="certificate"):
        sns.SnsTopic(Certificates(untouched)).verify(changed(CLICK, {"SigningCertURL": url}), [])


def test_a_topic_in_china_is_signed_in_china() -> None:
    assert sns.host("arn:aws-cn:sns:cn-north-1:123456789012:ses") == "sns.cn-north-1.amazonaws.com.cn"
    assert sns.host("arn:aws-us-gov:sns:us-gov-west-1:123456789012:ses") == "sns.us-gov-west-1.amazonaws.com"
    assert sns.host("arn:aws:sqs:eu-west-1:123456789012:ses") is None
    assert sns.host("arn:aws:sns:evil.example/:123456789012:ses") is None


@pytest.mark.parametrize("version", ["0", "3", ""])
def test_an_unknown_version_of_signature_is_refused(version: str) -> None:
    with pytest.raises(NotAuthenticated):
        ses.SIGNATURE.verify(changed(CLICK, {"SignatureVersion": version}), [])


def test_raw_delivery_is_refused_whatever_it_carries() -> None:
    raw = replace(CLICK.request, headers={**CLICK.request.headers, "x-amz-sns-rawdelivery": "true"})
    with pytest.raises(NotAuthenticated, match="raw"):
        ses.SIGNATURE.verify(replace(heard(CLICK), request=raw), [])


def test_a_certificate_is_good_for_its_time_only() -> None:
    vector = sample("ses", "vector-open-v2")
    for year in ("2022", "2044"):
        with pytest.raises(NotAuthenticated, match="not valid"):
            ses.SIGNATURE.verify(replace(heard(vector), received_at=parse(f"{year}-01-01T00:00:00Z")), [])


def test_what_a_dead_letter_queue_kept_may_be_posted_again_for_two_weeks() -> None:
    ses.SIGNATURE.verify(replace(heard(CLICK), received_at=Instant(CLICK.received_at + 14 * DAY)), [])
    with pytest.raises(Stale):
        ses.SIGNATURE.verify(replace(heard(CLICK), received_at=Instant(CLICK.received_at + 15 * DAY + HOUR)), [])


def test_a_certificate_is_fetched_once_and_some_are_kept() -> None:
    pem = next(CERTIFICATES.glob("*/*vector.pem")).read_bytes()
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return pem

    known = Certificates(fetch)
    assert known.at("first") == known.at("first")
    for number in range(KEPT):
        known.at(str(number))
    known.at("first")
    assert (asked.count("first"), len(asked)) == (2, KEPT + 2)


def down(url: str) -> bytes:
    raise OutsideDown(url)


def test_what_is_no_certificate_is_refused_and_a_network_that_is_down_is_not() -> None:
    with pytest.raises(NotAuthenticated):
        sns.SnsTopic(Certificates(lambda _: b"<html>")).verify(heard(CLICK), [])
    with pytest.raises(OutsideDown):
        sns.SnsTopic(Certificates(down)).verify(heard(CLICK), [])


@pytest.mark.parametrize("text", ["hello", "", "[1]", '"Open"', "Successfully validated SNS topic"])
def test_other_texts_of_a_topic_are_nobodys_activities(text: str) -> None:
    assert list(ses.activities(signed(Message=text))) == []


@pytest.mark.parametrize("body", [b"{}", b'{"Type":"Other","Message":"{}"}', b'{"eventType":"Open"}', b"[]", b"x"])
def test_what_is_no_message_of_sns_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        list(ses.activities(replace(heard(CLICK), request=replace(CLICK.request, body=body))))


def test_a_broken_event_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        list(ses.activities(signed(Message='{"eventType":')))


def confirmation(url: str | None = None, topic: str | None = None) -> Fetch:
    [fetch] = ses.fetches(heard(CONFIRMATION))
    return replace(fetch, id=topic or fetch.id, about=fetch.about if url is None else {"url": url})


def test_a_subscription_that_sns_asks_about_is_confirmed_by_a_visit() -> None:
    asked = ses.request(confirmation(), CONFIRMATION.sender, None)
    assert (asked.method, asked.body) == ("GET", b"")
    assert asked.hosts == {"sns.eu-west-1.amazonaws.com"}
    assert asked.url == json.loads(CONFIRMATION.request.body)["SubscribeURL"]
    assert list(ses.fetched(confirmation(), Reply(200, {}, b"<xml/>"), CONFIRMATION.sender)) == []


def test_neither_a_notification_nor_an_unsubscription_is_answered_by_a_visit() -> None:
    assert list(ses.fetches(heard(CLICK))) == []
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=y"
    gone = signed(Type=sns.UNSUBSCRIBED, SubscribeURL=url, Token="y", Message="You have chosen to deactivate")
    ses.SIGNATURE.verify(gone, [])
    assert list(ses.fetches(gone)) == []
    assert list(ses.activities(gone)) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&Token=y",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=y",
        "https://sns.eu-west-1.amazonaws.com.evil.example/?Action=ConfirmSubscription",
        "https://sns.eu-west-1.amazonaws.com@evil.example/?Action=ConfirmSubscription",
        "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://[",
        "",
    ],
)
def test_nothing_else_is_ever_visited(url: str) -> None:
    with pytest.raises(RefusedForGood):
        ses.request(confirmation(url), CONFIRMATION.sender, None)


@pytest.mark.parametrize("topic", ["arn:aws:sns:eu-west-1:123456789012:another", "no topic"])
def test_a_topic_that_the_model_no_longer_names_is_not_confirmed(topic: str) -> None:
    with pytest.raises(RefusedForGood):
        ses.request(confirmation(topic=topic), CONFIRMATION.sender, None)


@pytest.mark.parametrize(
    ("status", "outcome"), [(429, TryAgain), (503, TryAgain), (400, RefusedForGood), (302, RefusedForGood)]
)
def test_a_confirmation_that_fails_is_tried_again_or_kept(status: int, outcome: type[Exception]) -> None:
    with pytest.raises(outcome):
        ses.fetched(confirmation(), Reply(status, {}, b""), CONFIRMATION.sender)
