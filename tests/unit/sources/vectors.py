"""Signing vectors of every scheme, taken apart: what each signature covers, and what it leaves to trust."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from leadflow.adapters.certificates import Certificates
from leadflow.adapters.signatures.hubspot import HubSpotV3
from leadflow.adapters.signatures.sns import SnsTopic
from leadflow.adapters.sources import source
from leadflow.application.webhook import Request, Scheme, Webhook
from leadflow.domain.instant import parse
from leadflow.domain.sender import Sender

AT: Final = parse("2023-11-14T22:13:20Z")
DATA: Final = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))

Parts: TypeAlias = Mapping[str, str]
Build: TypeAlias = Callable[[Parts], Webhook]


@dataclass(frozen=True, slots=True)
class Vector:
    """A signed webhook in parts, which `build` puts together.

    `free` are those that the signature does not cover, each with a place at which another letter changes nothing else.
    """

    scheme: Scheme
    secret: str
    parts: Parts
    build: Build
    free: Mapping[str, int] = field(default_factory=dict)


def webhook(kind: str, headers: Parts, body: str, sender: Sender | None = None) -> Webhook:
    """The webhook as it comes, at the instant at which every vector is signed."""
    lower = {name.lower(): value for name, value in headers.items()}
    raw = body.encode("utf-8", "surrogatepass")
    return Webhook(
        sender or Sender(kind, kind, kind), Request("POST", f"/hooks/{kind}", "", lower, raw, "192.0.2.7"), AT
    )


def in_headers(kind: str, secret: str, headers: Parts, body: str) -> Vector:
    """A signature in headers, which covers the body and every one of these headers."""

    def build(parts: Parts) -> Webhook:
        return webhook(kind, {name: parts[name] for name in headers}, parts["body"])

    return Vector(source(kind).SIGNATURE, secret, {**headers, "body": body}, build)


def mailgun() -> Vector:
    """The signature covers its own time and token, and nothing of the event."""
    given = DATA["mailgun"]
    parts = {"timestamp": given["timestamp"], "token": given["token"], "signature": given["signature_hex"]}

    def build(parts: Parts) -> Webhook:
        signed = {name: parts[name] for name in ("timestamp", "token", "signature")}
        return webhook("mailgun", {}, json.dumps({"signature": signed, "event-data": {"event": parts["event"]}}))

    return Vector(source("mailgun").SIGNATURE, given["signing_key"], {**parts, "event": "clicked"}, build, {"event": 0})


def mandrill() -> Vector:
    """The signature covers the address as it was configured, and every parameter."""
    given = DATA["mandrill"]
    parts = {"url": given["configured_url"], "body": given["body_urlencoded"], "header": given["X-Mandrill-Signature"]}

    def build(parts: Parts) -> Webhook:
        sender = Sender("mandrill", "mandrill", "mandrill", url=parts["url"])
        headers = {"content-type": "application/x-www-form-urlencoded", "x-mandrill-signature": parts["header"]}
        return webhook("mandrill", headers, parts["body"], sender)

    return Vector(source("mandrill").SIGNATURE, given["webhook_key"], parts, build)


def calendly() -> Vector:
    """Time and signature stand in one header."""
    given = DATA["calendly"]
    stamp, _, signature = given["Calendly-Webhook-Signature"].partition(",")
    parts = {"time": stamp.removeprefix("t="), "v1": signature.removeprefix("v1="), "body": given["body"]}

    def build(parts: Parts) -> Webhook:
        header = {"calendly-webhook-signature": f"t={parts['time']},v1={parts['v1']}"}
        return webhook("calendly", header, parts["body"])

    return Vector(source("calendly").SIGNATURE, given["signing_key"], parts, build)


def hubspot() -> Vector:
    """The scheme alone: it covers method, address, body and time."""
    given = DATA["hubspot"]
    names = {"uri": "uri_as_received", "time": "X-HubSpot-Request-Timestamp", "signature": "X-HubSpot-Signature-v3"}
    parts = {
        "method": given["method"],
        "body": given["body"],
        **{ours: given[theirs] for ours, theirs in names.items()},
    }

    def build(parts: Parts) -> Webhook:
        address, _, query = parts["uri"].partition("?")
        sender = Sender("hubspot", "hubspot", "hubspot", url=address)
        headers = {"x-hubspot-request-timestamp": parts["time"], "x-hubspot-signature-v3": parts["signature"]}
        raw = parts["body"].encode()
        return Webhook(sender, Request(parts["method"], "/in/hubspot", query, headers, raw, "192.0.2.7"), AT)

    return Vector(HubSpotV3(), given["client_secret"], parts, build)


def segment() -> Vector:
    """Nothing is signed: the key is all."""
    key = DATA["segment"]["write_key"]

    def build(parts: Parts) -> Webhook:
        header = f"Basic {b64encode((parts['key'] + ':').encode()).decode()}"
        return webhook("segment", {"authorization": header}, parts["body"])

    return Vector(source("segment").SIGNATURE, key, {"key": key, "body": '{"batch":[]}'}, build, {"body": 3})


def sns(name: str) -> Vector:
    """The signature covers the named members of the envelope; which certificate made it is checked apart."""
    message = {str(part): str(value) for part, value in DATA["sns"]["messages"][name]["message"].items()}
    sender = Sender("ses", "ses", topics=(message["TopicArn"],))

    def build(parts: Parts) -> Webhook:
        return webhook("ses", {"x-amz-sns-message-type": parts["Type"]}, json.dumps(dict(parts)), sender)

    scheme = SnsTopic(Certificates(lambda _: DATA["sns"]["certificate_pem"].encode()))
    return Vector(
        scheme, "", {**message, "UnsubscribeURL": "https://sns"}, build, {"UnsubscribeURL": 0, "SigningCertURL": -6}
    )


def standard() -> Mapping[str, Vector]:
    """Standard Webhooks, whose id, time and body are covered: by a shared secret, and by a key pair; and Svix."""
    given, svix = DATA["standard_webhooks"], DATA["resend_svix"]
    by_key = {**given["headers"], "webhook-signature": given["v1a"]["webhook-signature"]}
    return {
        "standard v1": in_headers("standard", given["secret"], given["headers"], given["body"]),
        "standard v1a": in_headers("standard", given["v1a"]["public_key"], by_key, given["body"]),
        "resend": in_headers("resend", svix["secret"], svix["headers"], svix["body"]),
    }


def of_body() -> Mapping[str, Vector]:
    """Schemes that cover the body, and the headers beside the signature."""
    sendgrid, webflow, meta = DATA["sendgrid"], DATA["webflow"], DATA["meta_leadgen"]
    signed = "X-Hub-Signature-256"
    bare = {"mailersend": "Signature", "typeform": "Typeform-Signature", "tally": "Tally-Signature"}
    return {
        "sendgrid": in_headers(
            "sendgrid", sendgrid["public_key_base64_der_spki"], sendgrid["headers"], sendgrid["body"]
        ),
        "webflow": in_headers("webflow", webflow["secret"], webflow["headers"], webflow["body"]),
        "meta_lead_ads": in_headers("meta_lead_ads", meta["app_secret"], {signed: meta[signed]}, meta["body"]),
        **{
            kind: in_headers(kind, DATA[kind]["secret"], {header: DATA[kind][header]}, DATA[kind]["body"])
            for kind, header in bare.items()
        },
    }


def vectors() -> Mapping[str, Vector]:
    """Every vector by name."""
    return {
        **of_body(),
        **standard(),
        "mailgun": mailgun(),
        "mandrill": mandrill(),
        "calendly": calendly(),
        "hubspot": hubspot(),
        "segment": segment(),
        **{f"sns {name}": sns(name) for name in DATA["sns"]["messages"]},
    }
