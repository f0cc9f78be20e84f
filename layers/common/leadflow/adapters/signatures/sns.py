"""Amazon SNS's signature: over the message's own fields, by a key whose certificate AWS publishes.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import ClassVar, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate

from leadflow.adapters.certificates import Certificates
from leadflow.adapters.payloads import body
from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import unarmoured
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Unreadable, Webhook
from leadflow.domain.instant import Duration, Instant, instant, iso

NOTIFICATION: Final = "Notification"
CONFIRMATION: Final = "SubscriptionConfirmation"
UNSUBSCRIBED: Final = "UnsubscribeConfirmation"

_CONFIRMATION_FIELDS: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")

SIGNED: Final[Mapping[str, Sequence[str]]] = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    CONFIRMATION: _CONFIRMATION_FIELDS,
    UNSUBSCRIBED: _CONFIRMATION_FIELDS,
}
"""Which fields are signed, in their order, by type of message."""

OPTIONAL: Final = frozenset({"Subject"})

HASHES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "1": hashes.SHA1(),  # noqa: S303 - SNS's default: a topic signs better only where its owner says so
    "2": hashes.SHA256(),
}
"""By the version of the signature."""

_TOPIC: Final = re.compile(r"arn:(aws[a-z-]*):sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_.-]+")
_CERTIFICATE: Final = re.compile(r"[A-Za-z0-9_-]+\.pem")


@dataclass(frozen=True, slots=True)
class SnsTopic:
    """RSA (PKCS#1 v1.5) by Amazon's key, which signs for every topic of the world: so the topic must be one we know.

    There is no secret. Who signs samples does so with a key of its own (base64 of a DER PKCS#8); the body is the
    message without its signature.
    """

    certificates: Certificates
    window: Duration | None = None

    says: ClassVar[str] = "Amazon SNS's signature, of a topic that the model names"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:  # noqa: ARG002 - no secret follows from it
        return Pair("", "")

    def sign(self, webhook: Webhook, secret: str) -> Request:
        message = {**fields(webhook.request), "Timestamp": iso(webhook.received_at)}
        return replace(webhook.request, body=orjson.dumps(signed(message, secret)))

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:  # noqa: ARG002 - there is none
        if webhook.request.headers.get("x-amz-sns-rawdelivery", "").strip().lower() == "true":
            raise NotAuthenticated("raw message delivery carries no signature")
        stated = _stated(webhook.request)
        # A stranger's topic is signed as well as ours, and his messages shall make us fetch nothing.
        if stated.get("TopicArn") not in webhook.sender.topics:
            raise NotAuthenticated("the topic is none that the model names")
        text = _signed_text(stated)
        certificate = self.certificates.at(_certificate_url(stated))
        _check(certificate, stated, text, webhook.received_at)
        freshness.check(body.iso(stated["Timestamp"]), webhook.received_at, self.window)


def fields(request: Request) -> Mapping[str, str]:
    """The message's fields that are text. Raises Unreadable."""
    message = body.record(body.document(request.body))
    return {name: value for name, value in message.items() if isinstance(value, str)}


def host(topic: str) -> str | None:
    """Where SNS lives that owns the topic; None where this is no topic's ARN."""
    if not (found := _TOPIC.fullmatch(topic)):
        return None
    partition, region = found.groups()
    return f"sns.{region}.amazonaws.com{'.cn' if partition == 'aws-cn' else ''}"


def signed(message: Mapping[str, str], secret: str) -> Mapping[str, str]:
    """The message as a topic in its region signs it with this key, in version 2."""
    key = _private(secret)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    name = f"SimpleNotificationService-{sha256(public).hexdigest()[:32]}.pem"
    text = _signed_text({"SignatureVersion": "2", **message})
    return {
        **message,
        "SignatureVersion": "2",
        "SigningCertURL": f"https://{host(message['TopicArn'])}/{name}",
        "Signature": b64encode(key.sign(text, PKCS1v15(), HASHES["2"])).decode("ascii"),
    }


@lru_cache(maxsize=4)
def _private(secret: str) -> RSAPrivateKey:
    key = serialization.load_der_private_key(b64decode(secret), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def _stated(request: Request) -> Mapping[str, str]:
    try:
        return fields(request)
    except Unreadable as error:
        raise NotAuthenticated("not a message of Amazon SNS") from error


def _signed_text(stated: Mapping[str, str]) -> bytes:
    names = SIGNED.get(stated.get("Type", ""))
    if names is None or [name for name in names if name not in stated and name not in OPTIONAL]:
        raise NotAuthenticated("not a message of Amazon SNS")
    return "".join(f"{name}\n{stated[name]}\n" for name in names if name in stated).encode()


def _certificate_url(stated: Mapping[str, str]) -> str:
    """The address of the certificate, of the topic's own region. Raises NotAuthenticated."""
    url, origin = stated.get("SigningCertURL", ""), f"https://{host(stated['TopicArn'])}/"
    if not url.startswith(origin) or not _CERTIFICATE.fullmatch(url.removeprefix(origin)):
        raise NotAuthenticated("the certificate is not where Amazon SNS keeps its own")
    return url


def _check(certificate: Certificate, stated: Mapping[str, str], text: bytes, at: Instant) -> None:
    if not instant(certificate.not_valid_before_utc) <= at <= instant(certificate.not_valid_after_utc):
        raise NotAuthenticated("the certificate is not valid at this time")
    key, algorithm = certificate.public_key(), HASHES.get(stated.get("SignatureVersion", ""))
    if not isinstance(key, RSAPublicKey) or algorithm is None:
        raise NotAuthenticated("the signature is of no known kind")
    try:
        key.verify(unarmoured(stated.get("Signature", "")), text, PKCS1v15(), algorithm)
    except InvalidSignature as error:
        raise NotAuthenticated("the signature is missing or wrong") from error
