"""HTTP basic authentication, as senders use it who cannot sign: RFC 7617."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hmac import compare_digest
from typing import ClassVar

from leadflow.adapters.signatures.comparing import check, raw
from leadflow.application.webhook import Pair, Request, Webhook
from leadflow.domain.instant import Duration


@dataclass(frozen=True, slots=True)
class BasicUser:
    """The secret as the user name, without a password; or as a bearer token."""

    says: ClassVar[str] = "the key as user name, or as bearer token"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return _with(webhook.request, f"{secret}:")

    def presented(self, request: Request) -> str:
        """The secret that the request claims to know, empty where it claims none."""
        scheme, credentials = stated(request)
        if scheme == "bearer":
            return credentials
        user, colon, _ = decoded(credentials).partition(":") if scheme == "basic" else ("", "", "")
        return user if colon else ""

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        check(self.presented(webhook.request), secrets, "key")


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """The secret is `user:password`, and stands as such in the address that the provider is given."""

    says: ClassVar[str] = "user and password"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(f"leadflow:{seed.hex()}", f"leadflow:{seed.hex()}")

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return _with(webhook.request, secret)

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        header, found = webhook.request.headers.get("authorization", ""), 0
        presented = header if header.isascii() else ""
        for secret in secrets:
            if ":" in secret:
                found += compare_digest(presented, _header(secret))  # as nearly every client writes it
        if not found:
            scheme, credentials = stated(webhook.request)
            known = [secret for secret in secrets if ":" in secret]
            check(decoded(credentials) if scheme == "basic" else "", known, "password")


@dataclass(frozen=True, slots=True)
class BasicOrBearer:
    """The secret is `user:password`, as it stands in the address that the provider is given, or else a bearer token."""

    says: ClassVar[str] = "user and password, or a bearer token"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return BasicAuth().pair(seed)

    def sign(self, webhook: Webhook, secret: str) -> Request:
        if ":" in secret:
            return _with(webhook.request, secret)
        return replace(webhook.request, headers={**webhook.request.headers, "authorization": f"Bearer {secret}"})

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        scheme, credentials = stated(webhook.request)
        if scheme == "bearer":
            check(credentials, secrets, "token")
        else:
            BasicAuth().verify(webhook, secrets)


def stated(request: Request) -> tuple[str, str]:
    """The scheme, lower-case, and the credentials of the header `authorization`."""
    scheme, _, credentials = request.headers.get("authorization", "").strip().partition(" ")
    return scheme.lower(), credentials.strip()


def decoded(credentials: str) -> str:
    """`user:password` in plain text, empty where the credentials are none."""
    try:
        return b64decode(raw(credentials), validate=True).decode()
    except ValueError:
        return ""


def _with(request: Request, credentials: str) -> Request:
    return replace(request, headers={**request.headers, "authorization": _header(credentials)})


@lru_cache(maxsize=64)
def _header(credentials: str) -> str:
    return f"Basic {b64encode(raw(credentials)).decode('ascii')}"
