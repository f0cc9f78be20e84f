"""Where a page may send people on to after its form was sent: addresses of the model, and what lies under them.

https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

LONGEST: Final = 2_000
"""Characters of an address; a header of an answer holds no endless ones."""


def allowed(address: str, redirects: Sequence[str]) -> bool:
    """Whether the address is one of these, or lies under one of them at a `/`; a browser must read it as we do."""
    odd = not address.isascii() or not address.isprintable() or " " in address or "\\" in address
    if odd or len(address) > LONGEST:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if any(step in (".", "..") for step in unquote(parts.path).replace("\\", "/").split("/")):
        return False
    place = (parts.scheme, parts.netloc.lower())
    return any(place == base and _under(parts.path, path) for base, path in map(_parsed, redirects))


def _parsed(redirect: str) -> tuple[tuple[str, str], str]:
    parts = urlsplit(redirect)
    return (parts.scheme, parts.netloc.lower()), parts.path.rstrip("/")


def _under(path: str, base: str) -> bool:
    return path == base or path.startswith(f"{base}/")
