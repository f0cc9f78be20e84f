"""Secrets are compared in a time that tells not where they differ."""

import hmac
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence

from leadflow.application.webhook import NotAuthenticated


def same(presented: str, secret: str) -> bool:
    """Whether two texts are equal; an empty secret fits none."""
    return bool(secret) and hmac.compare_digest(raw(presented), raw(secret))


def among(presented: str, secrets: Sequence[str]) -> bool:
    """Whether the text is one of the secrets; all are compared."""
    given, found = raw(presented), 0
    for secret in secrets:
        if secret:
            found += hmac.compare_digest(given, raw(secret))
    return found > 0


def check(presented: str, secrets: Sequence[str], what: str = "signature") -> None:
    """Raises NotAuthenticated unless the text is one of the secrets; `what` says what the text is."""
    if not among(presented, secrets):
        raise NotAuthenticated(f"the {what} is missing or wrong")


def unarmoured(presented: str) -> bytes:
    """The bytes of a signature in base64, written as every encoder writes them. Raises NotAuthenticated."""
    armoured = raw(presented)
    try:
        signature = a2b_base64(armoured, strict_mode=True)
    except ValueError as error:
        raise NotAuthenticated("the signature is missing or wrong") from error
    if not signature or b2a_base64(signature, newline=False) != armoured:
        raise NotAuthenticated("the signature is missing or wrong")
    return signature


def raw(text: str) -> bytes:
    """The text's bytes, whatever a stranger has put into it."""
    return text.encode(errors="surrogatepass")
