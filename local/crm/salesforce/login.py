"""How a client comes by a token: the OAuth flows that need no browser, and the login of the SOAP interface.

https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm&type=5
https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_login.htm
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.salesforce.org import ORGANIZATION

CLIENT: Final = ("client-of-the-stand-in", "client-secret-of-the-stand-in")
REFRESH: Final = "refresh-token-of-the-stand-in"
USER: Final = ("grace@acme.example", "password-of-the-stand-in", "TOKEN")
"""A user, the password, and the security token that follows the password in a SOAP login."""

_LOGIN: Final = re.compile(r"<(?:\w+:)?username>(.*?)</.*<(?:\w+:)?password>(.*?)</", re.DOTALL)

_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body>{}'
    "</soapenv:Body></soapenv:Envelope>"
)
_LOGGED_IN: Final = (
    "<loginResponse><result><serverUrl>{}/services/Soap/u/60.0/{}</serverUrl><sessionId>{}</sessionId>"
    "</result></loginResponse>"
)
_REFUSED: Final = (
    "<soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>{0}</faultstring><detail><sf:LoginFault>"
    "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>{0}</sf:exceptionMessage>"
    "</sf:LoginFault></detail></soapenv:Fault>"
)


@dataclass
class Login:
    """The tokens that are good; a test ends a session by taking its token out."""

    sessions: set[str] = field(default_factory=set)
    _given: int = 0

    def routes(self) -> Sequence[Route]:
        """The two doors."""
        return [
            route("POST", "/services/oauth2/token", self._token),
            route("POST", "/services/Soap/u/{version}", self._soap),
        ]

    def session(self) -> str:
        """A new token."""
        self._given += 1
        token = f"{ORGANIZATION[:15]}!session{self._given}"
        self.sessions.add(token)
        return token

    def _token(self, asked: Asked) -> Answered:
        form = dict(parse_qsl(asked.body.decode("utf-8", "replace")))
        client = asked.basic or (form.get("client_id", ""), form.get("client_secret", ""))
        if fault := _fault(form, client):
            return said(400, {"error": fault, "error_description": fault.replace("_", " ")})
        issued = {"issued_at": "1772445600000", "signature": "made-up", "scope": "api", "token_type": "Bearer"}
        place = f"http://{asked.place}"
        about = {"instance_url": place, "id": f"{place}/id/{ORGANIZATION}/0055f0000000001AAA"}
        return said(200, {"access_token": self.session(), **about, **issued})

    def _soap(self, asked: Asked) -> Answered:
        found = _LOGIN.search(asked.body.decode("utf-8", "replace"))
        user, password, secret = USER
        if found is None or found.groups() not in ((user, f"{password}{secret}"), (user, password)):
            text = "Invalid username, password, security token; or user locked out."
            return _xml(500, _REFUSED.format(text))
        return _xml(200, _LOGGED_IN.format(f"https://{asked.place}", ORGANIZATION[:15], self.session()))


def _fault(form: Mapping[str, str], client: tuple[str, str]) -> str | None:
    """Why the form opens nothing."""
    flow = form.get("grant_type")
    # a refresh token may be used without a secret where its app allows that
    if client != CLIENT and (flow != "refresh_token" or client != (CLIENT[0], "")):
        return "invalid_client" if client[0] == CLIENT[0] else "invalid_client_id"
    if flow == "refresh_token":
        return None if form.get("refresh_token") == REFRESH else "invalid_grant"
    if flow == "password":
        good = form.get("username") == USER[0] and form.get("password") in (USER[1], USER[1] + USER[2])
        return None if good else "invalid_grant"
    return None if flow == "client_credentials" else "unsupported_grant_type"


def _xml(status: int, content: str) -> Answered:
    return Answered(status, _ENVELOPE.format(content).encode(), {"content-type": "text/xml; charset=utf-8"})
