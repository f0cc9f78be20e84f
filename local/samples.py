"""The sample webhooks under `events/`, signed as their senders sign, with what they should become."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leadflow.adapters.signatures import EcdsaP256, public_key
from leadflow.adapters.sources import SOURCES, form, segment, sendgrid, typeform
from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Trust

EVENTS: Final = Path(__file__).parent.parent / "events"
BODIES: Final = ("json", "txt")
PROVENANCES: Final = frozenset({"vector", "provider's docs", "captured", "assumed"})


class Signer(Protocol):
    """How a kind of sender signs."""

    def sign(self, body: bytes, secret: str, at: Instant) -> Mapping[str, str]: ...


SIGNERS: Final[Mapping[str, Signer]] = {
    "form": form.SIGNATURE,
    "segment": segment.SIGNATURE,
    "sendgrid": sendgrid.SIGNATURE,
    "typeform": typeform.SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One webhook: by whom, under which live secret, when; `expected` holds activities, without `raw`."""

    name: str
    sender: Sender
    secret: str
    request: Request
    received_at: Instant
    provenance: str
    expected: Sequence[Mapping[str, Json]]


def samples() -> Iterator[Sample]:
    """Every sample of every kind of source."""
    for kind in SOURCES:
        for headers in sorted((EVENTS / kind).glob("*.headers.json")):
            yield sample(kind, headers.name.removesuffix(".headers.json"))


def sample(kind: str, name: str) -> Sample:
    """The sample of this kind and name. Raises FileNotFoundError where one of its three files is missing."""
    folder = EVENTS / kind
    about = json.loads((folder / f"{name}.headers.json").read_text())
    sender = _sender(kind, about["source"], about.get("sender", {}))
    secret, received_at = signing_secret(kind, sender.secret), parse(about["received_at"])
    body = next(path for suffix in BODIES if (path := folder / f"{name}.{suffix}").exists()).read_bytes()
    plain = Request("POST", about["path"], "", about["headers"], body, about.get("ip", "192.0.2.7"))
    stored = "verified_with" in about
    return Sample(
        name=f"{kind}/{name}",
        sender=sender,
        secret=about["verified_with"] if stored else live_secret(kind, secret),
        request=plain if stored else signed(kind, _packed(plain), secret, received_at),
        received_at=received_at,
        provenance=about["provenance"],
        expected=json.loads((folder / f"{name}.expected.json").read_text()),
    )


def signed(kind: str, request: Request, secret: str, at: Instant) -> Request:
    """The request as a sender of this kind with this secret sends it; `{token}` in the path is its place."""
    headers = {**request.headers, **SIGNERS[kind].sign(request.body, secret, at)}
    return replace(request, path=request.path.replace("{token}", secret), headers=headers)


def live_secret(kind: str, secret: str) -> str:
    """What verifies a sender of this kind that signs with this secret."""
    return public_key(secret) if isinstance(SIGNERS[kind], EcdsaP256) else secret


def signing_secret(kind: str, name: str) -> str:
    """What the samples' senders sign with. It follows from the name, so everybody has it."""
    seed = sha256(f"sample {name}".encode()).digest()
    if not isinstance(SIGNERS[kind], EcdsaP256):
        return seed.hex()
    private = ec.derive_private_key(int.from_bytes(seed[:31], "big") + 1, ec.SECP256R1())
    return b64encode(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode("ascii")


def _packed(request: Request) -> Request:
    if request.headers.get("content-encoding") != "gzip":
        return request
    return replace(request, body=gzip.compress(request.body, mtime=0))


def _sender(kind: str, name: str, more: Mapping[str, Json]) -> Sender:
    fields = more.get("fields")
    named = {str(field): str(trait) for field, trait in fields.items()} if isinstance(fields, dict) else {}
    form_name = more.get("form")
    return Sender(
        name=name,
        kind=kind,
        secret=name,
        trust=Trust(str(more.get("trust", Trust.SERVER))),
        form=form_name if isinstance(form_name, str) else None,
        fields=named,
    )
