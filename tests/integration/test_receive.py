"""The function `receive`: what AWS hands it, what it queues, what it prints."""

import json
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest

from functions.receive import app
from leadflow.adapters.function_url import Event
from local.samples import sample, signing_secret
from tests.integration.receiving import (
    CONTEXT,
    PATH,
    call,
    emitted,
    event,
    forget,
    put_secret,
    queued,
    receiving,
)


@pytest.fixture
def queue() -> Iterator[str]:
    with receiving() as url:
        yield url


def test_a_webhook_becomes_activities_in_the_queue(queue: str) -> None:
    click = sample("sendgrid", "click")
    answer = call(click.request)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (200, "accepted")
    [activity] = queued(queue)
    assert activity.id == click.expected[0]["id"]


def test_a_body_that_aws_hands_over_as_text_is_verified_to_the_byte(queue: str) -> None:
    click = sample("sendgrid", "click").request
    as_text: Event = {**event(click), "body": click.body.decode(), "isBase64Encoded": False}
    assert app.handler(as_text, CONTEXT)["statusCode"] == 200
    assert len(queued(queue)) == 1


def test_a_forged_webhook_is_refused_counted_and_not_queued(queue: str, capsys: pytest.CaptureFixture[str]) -> None:
    forged = replace(sample("sendgrid", "click").request, body=b"[]")
    assert call(forged)["statusCode"] == 401
    assert queued(queue) == []
    printed = capsys.readouterr().out
    [metric] = emitted(printed, "NotAuthenticated")
    assert (metric["NotAuthenticated"], metric["Accepted"]) == ([1.0], [0.0])


def test_neither_address_nor_path_nor_body_is_printed(queue: str, capsys: pytest.CaptureFixture[str]) -> None:
    contact = sample("form", "contact").request
    call(contact)
    call(replace(contact, path=contact.path + "x"))
    printed = "".join(capsys.readouterr())
    assert emitted(printed, "Accepted")
    for told in ("nordlys", "lindqvist", "/hooks", signing_secret("form", "contact"), contact.ip):
        assert told not in printed.lower()
    assert len(queued(queue)) == 1


def test_both_secrets_of_a_rotation_are_taken(queue: str) -> None:
    put_secret("contact", f"next\n{signing_secret('form', 'contact')}\n")
    contact = sample("form", "contact").request
    for token in ("next", signing_secret("form", "contact")):
        assert call(replace(contact, path=f"/hooks/contact/{token}"))["statusCode"] == 200
    assert call(replace(contact, path="/hooks/contact/previous"))["statusCode"] == 401
    assert len(queued(queue)) == 2


def test_a_missing_parameter_is_a_401_and_a_missing_queue_a_503(queue: str) -> None:
    boto3.client("ssm").delete_parameter(Name=f"{PATH}/contact")
    assert call(sample("form", "contact").request)["statusCode"] == 401
    boto3.client("sqs").delete_queue(QueueUrl=queue)
    assert call(sample("sendgrid", "click").request)["statusCode"] == 503


def test_behind_the_edge_only_what_came_through_it_is_heard(queue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = boto3.client("secretsmanager").create_secret(Name="origin", SecretString="behind")
    monkeypatch.setenv("ORIGIN_SECRET_ARN", secret["ARN"])
    forget()
    click = sample("sendgrid", "click").request
    assert call(click)["statusCode"] == 401
    assert call(replace(click, headers={**click.headers, app.EDGE.header: "behind"}))["statusCode"] == 200
    assert len(queued(queue)) == 1


@pytest.mark.parametrize(
    ("edge", "header", "ip"),
    [
        ("behind", "198.51.100.7:44321", "198.51.100.7"),
        ("behind", "2001:db8::7:44321", "2001:db8::7"),
        ("behind", "", "192.0.2.7"),
        ("", "198.51.100.7:44321", "192.0.2.7"),
    ],
)
def test_a_visitor_has_the_address_that_the_edge_saw_and_no_other(
    edge: str, header: str, ip: str, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if edge:
        secret = boto3.client("secretsmanager").create_secret(Name="origin", SecretString=edge)
        monkeypatch.setenv("ORIGIN_SECRET_ARN", secret["ARN"])
        forget()
    contact = replace(sample("form", "contact").request, ip="192.0.2.7")
    shown = {app.EDGE.header: edge, "cloudfront-viewer-address": header, "x-forwarded-for": "203.0.113.9"}
    assert call(replace(contact, headers={**contact.headers, **shown}))["statusCode"] == 200
    assert [activity.properties["ip"] for activity in queued(queue)] == [ip]
