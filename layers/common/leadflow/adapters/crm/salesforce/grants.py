"""How a secret becomes a token: by the client credentials flow or the refresh token flow.

https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm&type=5
https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm&type=5
"""

import re
from typing import Final
from urllib.parse import urlencode

from leadflow.adapters.crm.salesforce import calls
from leadflow.adapters.payloads import body
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.grants import Grant
from leadflow.application.webhook import Unreadable
from leadflow.domain.instant import MINUTE, Duration
from leadflow.domain.sender import Sender

LIFETIME: Final = Duration(15 * MINUTE)
"""Salesforce does not say how long a token holds; this is the shortest session that an organisation can set."""

REPLY_LIMIT: Final = 16 * 1024

_WORD: Final = re.compile(r"[a-z_]{1,40}", re.ASCII)


def grant(sender: Sender, secret: str) -> OutboundRequest | None:
    """The request for a token, None where the secret is one. Raises RefusedForGood."""
    if not secret.lstrip().startswith("{"):
        return None
    return OutboundRequest(
        url=f"{calls.base(sender)}/services/oauth2/token",
        body=urlencode(_asked(secret)).encode(),
        headers={"accept": "application/json", "content-type": "application/x-www-form-urlencoded"},
        hosts=calls.hosts(sender),
        reply_limit=REPLY_LIMIT,
    )


def granted(reply: Reply) -> Grant:
    """The token. Raises TryAgain: a secret that is refused can be renewed."""
    try:
        answer = body.part(body.document(reply.body))
    except Unreadable:
        answer = {}
    token, fault = body.text(answer.get("access_token")), body.text(answer.get("error")) or ""
    if reply.status != 200 or token is None:  # noqa: PLR2004 - the one success
        said = fault if _WORD.fullmatch(fault) else "no reason"
        raise TryAgain(f"Salesforce grants no token: {reply.status}, {said}")
    return Grant(token, LIFETIME)


def _asked(secret: str) -> dict[str, str]:
    try:
        found = body.part(body.document(secret.encode()))
    except Unreadable as error:
        raise RefusedForGood("the secret of `token` is no JSON") from error
    client, password, refresh = (body.text(found.get(each)) for each in ("client_id", "client_secret", "refresh_token"))
    if client is None or (password is None and refresh is None):
        raise RefusedForGood("the secret of `token` holds no client_id, or no client_secret")
    flow = {"grant_type": "client_credentials"}
    if refresh is not None:
        flow = {"grant_type": "refresh_token", "refresh_token": refresh}
    return {**flow, "client_id": client, **({"client_secret": password} if password is not None else {})}
