"""Tokens of Microsoft Entra ID for an application, by its own credentials.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from leadflow.adapters.crm import replies
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.grants import Grant
from leadflow.domain.instant import SECOND, Duration
from leadflow.domain.sender import Sender

NAME: Final = "Microsoft Entra ID"
PUBLIC: Final = "https://login.microsoftonline.com"
ELSEWHERE: Final[Mapping[str, str]] = {
    ".microsoftdynamics.us": "https://login.microsoftonline.us",
    ".appsplatform.us": "https://login.microsoftonline.us",
    ".dynamics.cn": "https://login.partner.microsoftonline.cn",
}
"""Where the clouds of governments and of China give tokens out, by the end of an instance's host."""

REPLY_LIMIT: Final = 64 * 1024

_TENANT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,100}", re.ASCII)
_LIFETIME: Final = 3599
"""Seconds; what tokens have where nothing is said."""


def grant(sender: Sender, secret: str) -> OutboundRequest | None:
    """The request for a token; None where the secret is no JSON object, and so the token itself.

    Raises RefusedForGood.
    """
    stated = body.embedded(secret)
    if not isinstance(stated, dict):
        return None
    given = {name: body.text(stated.get(name)) or "" for name in ("tenant", "client_id", "client_secret")}
    if not all(given.values()) or not _TENANT.fullmatch(given["tenant"]):
        raise RefusedForGood(f"the secret {sender.token} needs tenant, client_id and client_secret")
    login = _login(sender)
    asked = {
        "client_id": given["client_id"],
        "client_secret": given["client_secret"],
        "grant_type": "client_credentials",
        "scope": f"{(sender.instance or '').rstrip('/')}/.default",
    }
    return OutboundRequest(
        url=f"{login}/{given['tenant']}/oauth2/v2.0/token",
        body=urlencode(asked).encode(),
        headers={"accept": "application/json", "content-type": "application/x-www-form-urlencoded"},
        hosts=frozenset({urlsplit(login).hostname or ""}),
        reply_limit=REPLY_LIMIT,
    )


def granted(reply: Reply) -> Grant:
    """The token. Raises TryAgain, whatever is wrong: the secret can be renewed."""
    answer = replies.document(reply, NAME)
    token, seconds = body.text(answer.get("access_token")), answer.get("expires_in")
    if token is None:
        raise TryAgain(
            f"{NAME} answered {reply.status}: {body.text(answer.get('error')) or 'no token'}",
            replies.wait(reply, "retry-after"),
        )
    lifetime = seconds if isinstance(seconds, int) and 0 < seconds <= 10 * _LIFETIME else _LIFETIME
    return Grant(token, Duration(lifetime * SECOND))


def _login(sender: Sender) -> str:
    """Where the instance's tokens come from; a stand-in on this machine gives them out itself."""
    parts = urlsplit(sender.instance or "")
    if parts.scheme == "http":
        return f"{parts.scheme}://{parts.netloc}"
    host = parts.hostname or ""
    return next((login for end, login in ELSEWHERE.items() if host.endswith(end)), PUBLIC)
