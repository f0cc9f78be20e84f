"""Postal's signature: RSA over the body, with the key that its installation also signs its mails with.

https://docs.postalserver.io/developer/webhooks
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from leadflow.adapters.signatures.comparing import raw, unarmoured
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import Duration

HEADERS: Final[tuple[tuple[str, hashes.HashAlgorithm], ...]] = (
    ("x-postal-signature-256", hashes.SHA256()),
    ("x-postal-signature", hashes.SHA1()),  # noqa: S303 - all that an old Postal sends
)
"""The first that is there has to fit: who could forge the weaker must not be able to leave the stronger out."""

_PEM_MARK: Final = re.compile(r"-----[A-Z ]+-----")
_DKIM: Final = re.compile(r"(?:^|;)\s*p=([^;]*)")

EXPONENT: Final = 65537
BASES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23)


@dataclass(frozen=True, slots=True)
class PostalRsa:
    """RSA (PKCS#1 v1.5) of the body in base64, by SHA-256 in one header and SHA-1 in another. No time is signed.

    The secret that verifies is the public key: base64 of a DER SubjectPublicKeyInfo, bare, as PEM on one line or
    several, or as the `p=` of the installation's DKIM record. The one that signs is base64 of a DER PKCS#8.
    """

    says: ClassVar[str] = "RSA of the body"
    ours: ClassVar[bool] = False
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return _pair(seed)

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, key = webhook.request, _private(secret)
        signed = {
            header: b64encode(key.sign(request.body, padding.PKCS1v15(), algorithm)).decode("ascii")
            for header, algorithm in HEADERS
        }
        return replace(request, headers={**request.headers, **signed})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        headers = webhook.request.headers
        header, algorithm = next((each for each in HEADERS if each[0] in headers), HEADERS[0])
        signature = unarmoured(headers.get(header, ""))
        if not any(_fits(secret, signature, webhook.request.body, algorithm) for secret in secrets):
            raise NotAuthenticated("the signature is missing or wrong")


def _fits(secret: str, signature: bytes, signed: bytes, algorithm: hashes.HashAlgorithm) -> bool:
    try:
        _public(secret).verify(signature, signed, padding.PKCS1v15(), algorithm)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):  # also what a key that is none raises
        return False
    return True


@lru_cache(maxsize=64)
def _public(secret: str) -> rsa.RSAPublicKey:
    bare = _PEM_MARK.sub("", secret)
    record = _DKIM.search(bare)
    key = serialization.load_der_public_key(b64decode(raw("".join((record[1] if record else bare).split()))))
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("not an RSA key")
    return key


@lru_cache(maxsize=64)
def _private(secret: str) -> rsa.RSAPrivateKey:
    key = serialization.load_der_private_key(b64decode(raw(secret)), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


@lru_cache(maxsize=64)
def _pair(seed: bytes) -> Pair:
    p, q = (_prime(seed + side) for side in (b"p", b"q"))
    private = pow(EXPONENT, -1, (p - 1) * (q - 1))
    parts = (rsa.rsa_crt_dmp1(private, p), rsa.rsa_crt_dmq1(private, q), rsa.rsa_crt_iqmp(p, q))
    numbers = rsa.RSAPrivateNumbers(p, q, private, *parts, rsa.RSAPublicNumbers(EXPONENT, p * q))
    key = numbers.private_key()
    signing = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    verifying = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Pair(b64encode(signing).decode("ascii"), b64encode(verifying).decode("ascii"))


def _prime(seed: bytes) -> int:
    """The first prime of 512 bits that follows from the seed: two make a key as long as Postal's own."""
    drawn = (hashlib.shake_256(seed + attempt.to_bytes(4, "big")).digest(64) for attempt in count())
    candidates = (int.from_bytes(number, "big") | 3 << 510 | 1 for number in drawn)
    return next(each for each in candidates if each % EXPONENT != 1 and _probably_prime(each))


def _probably_prime(number: int) -> bool:
    return all(pow(base, number - 1, number) == 1 for base in BASES)
