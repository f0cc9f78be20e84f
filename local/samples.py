"""The sample webhooks under `events/`, signed as their senders sign, with what they should become."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from leadflow.adapters.signatures.tokens import PLACE
from leadflow.adapters.sources import SOURCES, source
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from leadflow.model.sources import SourceSentence

EVENTS: Final = Path(__file__).parent.parent / "events"
BODIES: Final = ("json", "txt", "xml")

CERTIFICATES: Final = EVENTS / "ses/certificates"
"""What stands in for the addresses at which senders publish certificates."""

KEY: Final = "samples-only.key"
"""In the folder of a kind whose senders have no secret of their own: what signs its samples, and nothing real."""

PROVENANCES: Final[Mapping[str, str]] = {
    "vector": "made by us to try a signature; other implementations agree on it",
    "captured": "what a real client sent to us",
    "provider's docs": "the provider's own pages say so",
    "another library": "a widely used library relies on it",
    "third party": "somebody else has written so",
    "assumed": "nobody has confirmed it",
}
"""Where a sample comes from, the surest first."""


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


@cache
def samples() -> Sequence[Sample]:
    """Every sample of every kind of source."""
    return [
        sample(kind, headers.name.removesuffix(".headers.json"))
        for kind in SOURCES
        for headers in sorted((EVENTS / kind).glob("*.headers.json"))
    ]


def sample(kind: str, name: str) -> Sample:
    """The sample of this kind and name. Raises FileNotFoundError where one of its three files is missing."""
    folder = EVENTS / kind
    about = json.loads((folder / f"{name}.headers.json").read_text())
    sender = _sender(kind, about["source"], about.get("sender", {}))
    received_at = parse(about["received_at"])
    body = next(path for suffix in BODIES if (path := folder / f"{name}.{suffix}").exists()).read_bytes()
    plain = _packed(Request("POST", about["path"], "", about["headers"], body, about.get("ip", "192.0.2.7")))
    stored = "verified_with" in about
    made = pair(kind, sender.secret)
    return Sample(
        name=f"{kind}/{name}",
        sender=sender,
        secret=about["verified_with"] if stored else made.verifying,
        request=plain if stored else signed(sender, plain, made.signing, received_at),
        received_at=received_at,
        provenance=about["provenance"],
        expected=json.loads((folder / f"{name}.expected.json").read_text()),
    )


def signed(sender: Sender, request: Request, secret: str, at: Instant) -> Request:
    """The request as this sender makes it with this secret at that instant; `{token}` in the path is its place."""
    token = secret if PLACE in request.path else None
    return source(sender.kind).SIGNATURE.sign(Webhook(sender, request, at, token), secret)


def pair(kind: str, name: str) -> Pair:
    """The secret of that name that the samples' senders have. It follows from the name, so everybody has it."""
    if (key := EVENTS / kind / KEY).exists():
        return Pair(key.read_text().strip(), "")
    return source(kind).SIGNATURE.pair(sha256(f"sample {name}".encode()).digest())


def signing_secret(kind: str, name: str) -> str:
    """What the samples' sender of this kind signs with."""
    return pair(kind, name).signing


def live_secret(kind: str, name: str) -> str:
    """What verifies the samples' sender of this kind."""
    return pair(kind, name).verifying


def _packed(request: Request) -> Request:
    if request.headers.get("content-encoding") != "gzip":
        return request
    return replace(request, body=gzip.compress(request.body, mtime=0))


def _sender(kind: str, name: str, more: Mapping[str, Json]) -> Sender:
    """The source as a model has it which says `more` of it."""
    words = source(kind).WORDS
    secret = {"secret": name} if "secret" in words.needs | words.takes else {}
    return SourceSentence.model_validate({"kind": kind, **secret, **more}).compiled(name, 0, words)
