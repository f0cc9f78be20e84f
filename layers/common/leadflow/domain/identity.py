"""Who a lead is: the keys that senders know it by, and the one id that it lives under."""

import hmac
import re
from binascii import b2a_base64
from hashlib import blake2b, sha256
from typing import Final, NewType, TypeAlias

from leadflow.domain.value import value

LeadId = NewType("LeadId", str)
"""22 letters: the keyed hash of the lead's strongest key. Never an address."""

EMAIL: Final = "email"
CRM_ID: Final = "crm_id"
USER_ID: Final = "user_id"
ANONYMOUS_ID: Final = "anonymous_id"
STRENGTH: Final = (EMAIL, CRM_ID, USER_ID, ANONYMOUS_ID)
"""The kinds of key, strongest first."""

Key: TypeAlias = tuple[str, str]
"""A key: its kind and its value."""

ADDRESS_LIMIT: Final = 320
"""Characters of an address, RFC 3696."""

_PLAIN: Final = r"[!#-?\[-~]{1,64}+@(?!\.)[!#-?\[-~]{1,255}+(?<!\.)"
plain_address: Final = re.compile(_PLAIN).fullmatch
"""Matches an address that is written as it must be already: ASCII, no capitals, no quotes, one `@`, not too long."""

plain_addresses: Final = re.compile(rf"{_PLAIN}(?:\n{_PLAIN})*+").fullmatch
"""Matches lines that are nothing but such addresses."""

_ID_BYTES = 16
_ID_LETTERS = 22
_BETWEEN = "\x1f"
_EMPTY = blake2b(digest_size=_ID_BYTES)
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class NoAddress(ValueError):
    """The text cannot be an email address."""


@value(frozen=True, slots=True)
class Keys:
    """What a sender calls the lead, strongest first. Any may be absent; empty text is absent."""

    email: str | None = None
    crm_id: str | None = None
    user_id: str | None = None
    anonymous_id: str | None = None

    @property
    def all(self) -> tuple[Key, ...]:
        """Every key there is, strongest first."""
        values = (self.email, self.crm_id, self.user_id, self.anonymous_id)
        return tuple((kind, value) for kind, value in zip(STRENGTH, values, strict=True) if value)

    @property
    def strongest(self) -> Key | None:
        """The kind and value of the strongest key there is."""
        if self.email:
            return "email", self.email
        if self.crm_id:
            return "crm_id", self.crm_id
        if self.user_id:
            return "user_id", self.user_id
        if self.anonymous_id:
            return "anonymous_id", self.anonymous_id
        return None

    @property
    def anonymous(self) -> bool:
        """Whether nothing is known but a visitor's number: nobody can be told of whom."""
        return not (self.email or self.crm_id or self.user_id)


def digest(*parts: str) -> str:
    """22 letters (128 bits, base64url) that stand for these parts in this order."""
    plain, text = "".join(parts), _BETWEEN.join(parts)
    if "\\" in plain or _BETWEEN in plain:  # rare; no two lists of parts may read the same
        text = _BETWEEN.join(part.replace("\\", "\\\\").replace(_BETWEEN, "\\u") for part in parts)
    state = _EMPTY.copy()  # quicker than making one
    state.update(text.encode(errors="surrogatepass"))
    return b2a_base64(state.digest())[:_ID_LETTERS].translate(_URL_SAFE).decode()


def digest_of_unescaped(*parts: str) -> str:
    """What `digest` makes of the parts, sooner, where no part holds a unit separator but written with a backslash.

    So it is with what stands in JSON without a backslash: its control characters would have to be escaped.
    """
    text = _BETWEEN.join(parts)
    if "\\" in text:
        return digest(*parts)
    state = _EMPTY.copy()
    state.update(text.encode(errors="surrogatepass"))
    return b2a_base64(state.digest())[:_ID_LETTERS].translate(_URL_SAFE).decode()


def lead_id(key: Key, secret: bytes) -> LeadId:
    """The id of the lead with this key (kind, value): HMAC-SHA256 under the deployment's secret, cut to 128 bits."""
    kind, value = key
    mac = hmac.new(secret, f"{kind}\x1f{value}".encode("utf-8", "surrogatepass"), sha256)
    return LeadId(b2a_base64(mac.digest()[:_ID_BYTES])[:_ID_LETTERS].translate(_URL_SAFE).decode())


def address(text: str) -> str:
    """The address as every source must write it: trimmed, lower-cased, the domain IDNA-encoded.

    Raises NoAddress where there is not exactly one `@` between two parts, or the domain is none.
    """
    if len(text) > ADDRESS_LIMIT:
        raise NoAddress("too long for an email address")
    if plain_address(text):
        return text
    local, _, domain = text.strip().lower().rpartition("@")
    host = domain if domain.isascii() else _idna(domain)
    plain = f"{local}@{host}"
    if not (local and host) or plain.count("@") > 1 or len(plain.split()) > 1 or len(plain) > ADDRESS_LIMIT:
        raise NoAddress("not an email address")
    if host.startswith(".") or host.endswith("."):
        raise NoAddress("the domain is no domain")
    return plain


def _idna(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise NoAddress("the domain is no domain") from error
