"""A signature by a private key that only the sender has: whoever reads our secrets can forge nothing."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures import freshness
from leadflow.adapters.signatures.comparing import raw, unarmoured
from leadflow.application.webhook import NotAuthenticated, Pair, Request, Webhook
from leadflow.domain.instant import SECOND, Duration

_SHA256: Final = ec.ECDSA(hashes.SHA256())
_HASHED: Final = ec.ECDSA(Prehashed(hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class EcdsaP256:
    """ECDSA on P-256 with SHA-256 over the text of a time header followed by the body, in base64 of DER.

    The secret that verifies is the public key (base64 of a DER SubjectPublicKeyInfo), the one that signs the
    private key (base64 of DER PKCS#8). The time is seconds since 1970.
    """

    signature: str
    timestamp: str
    window: Duration | None = None

    says: ClassVar[str] = "ECDSA P-256 of time and body"
    ours: ClassVar[bool] = False

    def pair(self, seed: bytes) -> Pair:
        private = ec.derive_private_key(int.from_bytes(seed[:31], "big") + 1, ec.SECP256R1())
        signing = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        verifying = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return Pair(b64encode(signing).decode("ascii"), b64encode(verifying).decode("ascii"))

    def sign(self, webhook: Webhook, secret: str) -> Request:
        request, seconds = webhook.request, str(webhook.received_at // SECOND)
        signature = _private(secret).sign(seconds.encode("ascii") + request.body, _SHA256)
        added = {self.signature: b64encode(signature).decode("ascii"), self.timestamp: seconds}
        return replace(request, headers={**request.headers, **added})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        request = webhook.request
        stamp = request.headers.get(self.timestamp, "")
        signed = sha256(raw(stamp))
        signed.update(request.body)  # hashed here, since to put the two together is to copy the body
        signature = unarmoured(request.headers.get(self.signature, ""))
        for secret in secrets:
            if _fits(secret, signature, signed.digest()):
                break
        else:
            raise NotAuthenticated("the signature is missing or wrong")
        if self.window is not None:
            freshness.check(body.unix(stamp), webhook.received_at, self.window)


def _fits(secret: str, signature: bytes, hashed: bytes) -> bool:
    try:
        _public(secret).verify(signature, hashed, _HASHED)
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
    key = serialization.load_der_public_key(b64decode(raw(secret)))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("not an elliptic curve key")
    return key


def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(b64decode(raw(secret)), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic curve key")
    return key
