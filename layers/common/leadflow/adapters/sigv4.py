"""AWS Signature Version 4: how a request shows who makes it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from posixpath import normpath
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from leadflow.domain.instant import Instant, moment

ALGORITHM: Final = "AWS4-HMAC-SHA256"

_UNSIGNED: Final = frozenset({"expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"})
"""Headers that others may change on the way."""


class Credentials(Protocol):
    """Who makes a request; `token` goes with keys that end some day."""

    @property
    def access_key(self) -> str: ...

    @property
    def secret_key(self) -> str: ...

    @property
    def token(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature is good for: one service in one region, for some minutes from an instant on."""

    service: str
    region: str
    at: Instant

    @property
    def time(self) -> str:
        return moment(self.at).strftime("%Y%m%dT%H%M%SZ")

    @property
    def parts(self) -> tuple[str, str, str, str]:
        return self.time[:8], self.region, self.service, "aws4_request"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A request as it will be sent; its query, if it has one, is encoded already."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def signature(request: Unsigned, scope: Scope, credentials: Credentials) -> Mapping[str, str]:
    """The headers that the request needs besides its own, so that the service knows who makes it."""
    added = {"x-amz-date": scope.time}
    if credentials.token:
        added["x-amz-security-token"] = credentials.token
    headers = {"host": _host(request.url)} | {name.lower(): value for name, value in request.headers.items()} | added
    shown = {name: " ".join(headers[name].split()) for name in sorted(headers.keys() - _UNSIGNED)}
    names = ";".join(shown)
    lines = [request.method, *_place(request.url), *(f"{name}:{value}" for name, value in shown.items())]
    canonical = "\n".join([*lines, "", names, sha256(request.body).hexdigest()])
    stated = "\n".join([ALGORITHM, scope.time, "/".join(scope.parts), sha256(canonical.encode()).hexdigest()])
    proof = _hash(_key(credentials.secret_key, scope), stated).hex()
    who = "/".join([credentials.access_key, *scope.parts])
    added["authorization"] = f"{ALGORITHM} Credential={who}, SignedHeaders={names}, Signature={proof}"
    return added


def _host(url: str) -> str:
    """The host as the header names it: with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, port) else f"{host}:{parts.port}"


def _place(url: str) -> tuple[str, str]:
    """The path and the query as they are signed."""
    parts = urlsplit(url)
    path = normpath(f"/{parts.path.lstrip('/')}")
    slash = "/" if parts.path.endswith("/") and path != "/" else ""
    pairs = sorted(pair.partition("=") for pair in parts.query.split("&") if parts.query)
    return quote(path + slash, safe="/~"), "&".join(f"{name}={value}" for name, _, value in pairs)


def _key(secret: str, scope: Scope) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.parts:
        key = _hash(key, part)
    return key


def _hash(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
