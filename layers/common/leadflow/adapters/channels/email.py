"""Email through SES, one recipient a mail. It needs no secret: the request is signed as the function itself.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

import re
from typing import Final
from urllib.parse import quote, urlsplit

import orjson

from leadflow.adapters import retry_after
from leadflow.adapters.mail import html, text
from leadflow.application.channel import Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.domain.json import Json
from leadflow.domain.wording import clip

PATH: Final = "/v2/email/outbound-emails"
SERVICE: Final = "ses"
SENDER: Final = "Leadflow"

SUBJECT: Final = 150
"""Characters; a phone shows 40 of them."""

LATER: Final = frozenset(
    {
        "LimitExceededException",
        "SendingPausedException",
        "TooManyRequestsException",
        # What is wrong with how the function signs is put right by a deploy, not by another mail.
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    }
)
"""Refusals that may pass; a 4xx of another name is for good."""

_HEADER: Final = 870
"""The longest value of a header that SES takes."""

_FAULTS: Final = 500
_TOO_MANY: Final = 429
_OK: Final = 200


def request(dispatch: Dispatch) -> OutboundRequest:
    """The message as SES takes it. Raises RefusedForGood where nobody is named to send it from, or to."""
    house = dispatch.house
    if not house.sender:
        raise RefusedForGood("no address to send mail from: the stack's parameter AlertSender names none")
    if not dispatch.to:
        raise RefusedForGood("nobody to write to")
    body: Json = {
        "FromEmailAddress": f"{SENDER} <{house.sender}>",
        "Destination": {"ToAddresses": [dispatch.to]},
        "Content": {"Simple": _content(dispatch)},
        "EmailTags": [{"Name": "leadflow", "Value": "alert"}],
    }
    host = urlsplit(house.post_office).hostname or ""
    headers = {"content-type": "application/json"}
    url = house.post_office.rstrip("/") + PATH
    return OutboundRequest(url, orjson.dumps(body), headers, frozenset({host}), service=SERVICE)


def read(reply: Reply) -> None:
    """Returns where SES has taken the mail.

    Raises RefusedForGood where it never will, such as MessageRejected, TryAgain where it may, such as throttling.
    """
    if reply.status == _OK:
        return
    refusal = _refusal(reply)
    said = f"SES answered {reply.status} {refusal}".rstrip()
    if reply.status == _TOO_MANY or reply.status >= _FAULTS or reply.status < _OK or refusal in LATER:
        raise TryAgain(said, retry_after.wait(reply))
    raise RefusedForGood(said)


def subject(headline: str) -> str:
    """The headline as a subject: one line, whatever a stranger wrote into it."""
    return clip(" ".join(headline.split()), SUBJECT)


def _content(dispatch: Dispatch) -> Json:
    message = dispatch.message
    return {
        "Subject": _part(subject(message.headline)),
        "Body": {"Text": _part(text.body(message)), "Html": _part(html.page(message))},
        "Headers": [
            {"Name": "X-Leadflow-Id", "Value": quote(message.id, safe=":#@")[:_HEADER]},
            {"Name": "Auto-Submitted", "Value": "auto-generated"},  # nobody's holiday notice answers it
        ],
    }


def _part(words: str) -> Json:
    return {"Data": words, "Charset": "UTF-8"}


def _refusal(reply: Reply) -> str:
    """SES's name for what is wrong; its text may name addresses."""
    named = reply.headers.get("x-amzn-errortype", "").partition(":")[0]
    if not named:
        found = re.search(rb'"(?:__type|code)"\s*:\s*"(?:[\w.]*#)?(\w{1,60})', reply.body)
        named = found[1].decode("ascii") if found else ""
    return named if re.fullmatch(r"\w{1,60}", named, re.ASCII) else ""
