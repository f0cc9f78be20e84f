"""How senders prove who they are; what verifies can also sign, so nobody needs to write a scheme twice."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from leadflow.application.webhook import NotAuthenticated, Request
from leadflow.domain.instant import SECOND, Instant


class Encoding(StrEnum):
    """How a MAC is written as text."""

    HEX = "hex"
    BASE64 = "base64"

    def text(self, mac: bytes) -> str:
        return mac.hex() if self is Encoding.HEX else b64encode(mac).decode("ascii")


def same(presented: str, secret: str) -> bool:
    """Whether two texts are equal, in a time that tells not where they differ; an empty secret fits none."""
    return bool(secret) and hmac.compare_digest(_bytes(presented), _bytes(secret))


def among(presented: str, secrets: Sequence[str]) -> bool:
    """Whether the text is one of the secrets; all are compared."""
    return sum(same(presented, secret) for secret in secrets) > 0


@dataclass(frozen=True, slots=True)
class HmacSha256:
    """HMAC-SHA256 of the body in a header, after `prefix`."""

    header: str
    prefix: str = ""
    encoding: Encoding = Encoding.HEX

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]:  # noqa: ARG002 - the scheme signs no time
        """The headers that a sender with this secret adds."""
        return {self.header: self._signature(body, secret)}

    def verify(self, request: Request, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless one of the secrets made the signature."""
        presented = request.headers.get(self.header, "")
        if not among(presented, [self._signature(request.body, secret) for secret in secrets if secret]):
            raise NotAuthenticated("the signature is missing or wrong")

    def _signature(self, body: bytes, secret: str) -> str:
        return self.prefix + self.encoding.text(hmac.digest(_bytes(secret), body, "sha256"))


@dataclass(frozen=True, slots=True)
class EcdsaP256:
    """ECDSA on P-256 with SHA-256 over the text of a time header followed by the body, in base64 of DER.

    The secret that verifies is the public key (base64 of a DER SubjectPublicKeyInfo), the one that signs the
    private key (base64 of DER PKCS#8). The time is seconds since 1970.
    """

    signature: str
    timestamp: str

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]:
        """The headers that a sender with this private key adds."""
        seconds = str(at // SECOND)
        signature = _private(secret).sign(seconds.encode("ascii") + body, ec.ECDSA(hashes.SHA256()))
        return {self.signature: b64encode(signature).decode("ascii"), self.timestamp: seconds}

    def verify(self, request: Request, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless one of the public keys fits the signature."""
        signed = _bytes(request.headers.get(self.timestamp, "")) + request.body
        try:
            signature = b64decode(_bytes(request.headers.get(self.signature, "")), validate=True)
        except ValueError as error:
            raise NotAuthenticated("the signature is missing or wrong") from error
        if not any(_fits(secret, signature, signed) for secret in secrets):
            raise NotAuthenticated("the signature is missing or wrong")


@dataclass(frozen=True, slots=True)
class BasicUser:
    """The secret as the user name of HTTP basic authentication, without a password; or as a bearer token."""

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]:  # noqa: ARG002 - the body is not covered
        """The header that a sender with this secret adds."""
        return {"authorization": f"Basic {b64encode(_bytes(f'{secret}:')).decode('ascii')}"}

    def presented(self, request: Request) -> str:
        """The secret that the request claims to know, empty where it claims none."""
        scheme, _, credentials = request.headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() == "bearer":
            return credentials.strip()
        return _user(credentials.strip()) if scheme.lower() == "basic" else ""

    def verify(self, request: Request, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless the user name is one of the secrets."""
        if not among(self.presented(request), secrets):
            raise NotAuthenticated("the key is missing or wrong")


@dataclass(frozen=True, slots=True)
class PathToken:
    """The secret as the last part of the path, for senders that cannot sign."""

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]:  # noqa: ARG002 - the path is all
        """No header: the sender's address says it."""
        return {}

    def verify(self, token: str | None, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless the token is one of the secrets."""
        if not among(token or "", secrets):
            raise NotAuthenticated("the token is missing or wrong")


@dataclass(frozen=True, slots=True)
class SecretHeader:
    """The secret itself in a header."""

    header: str

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]:  # noqa: ARG002 - the body is not covered
        """The header that a sender with this secret adds."""
        return {self.header: secret}

    def verify(self, request: Request, secrets: Sequence[str]) -> None:
        """Raises NotAuthenticated unless the header is one of the secrets."""
        if not among(request.headers.get(self.header, ""), secrets):
            raise NotAuthenticated("the secret is missing or wrong")


def public_key(private: str) -> str:
    """The public key, as EcdsaP256 verifies with, of the private key that it signs with."""
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return b64encode(_private(private).public_key().public_bytes(serialization.Encoding.DER, spki)).decode("ascii")


def _fits(secret: str, signature: bytes, signed: bytes) -> bool:
    try:
        _public(secret).verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except (
        InvalidSignature,
        ValueError,
        TypeError,
        UnsupportedAlgorithm,
    ):  # what a key that is none is refused with
        return False
    return True


@lru_cache(maxsize=64)
def _public(secret: str) -> ec.EllipticCurvePublicKey:
    key = serialization.load_der_public_key(b64decode(_bytes(secret)))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("not an elliptic curve key")
    return key


def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(b64decode(_bytes(secret)), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic curve key")
    return key


def _user(credentials: str) -> str:
    try:
        plain = b64decode(_bytes(credentials), validate=True).decode()
    except ValueError:
        return ""
    user, colon, _ = plain.partition(":")
    return user if colon else ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
