"""A plain HTML form that posts, urlencoded, to the source's address with its token.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#urlencoded-form-data
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

import orjson

from leadflow.adapters.filled import filled
from leadflow.adapters.signatures import PathToken
from leadflow.application import answers
from leadflow.application.webhook import Answer, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json

SIGNATURE: Final = PathToken()

SENDS: Final = (Kind.FORM_SUBMITTED,)

URLENCODED: Final = "application/x-www-form-urlencoded"
FIELDS_LIMIT: Final = 200

CHARSET: Final = "_charset_"
"""A hidden field of this name is filled by the browser with the encoding of the others."""
CHARSETS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "iso-8859-1": "cp1252",  # what browsers mean by it
    "windows-1252": "cp1252",
    "us-ascii": "cp1252",
}

SUBMISSION: Final = "_submission"
"""A field of this name holds an id that the page made once for this submission."""

AGAIN: Final = 10 * MINUTE
"""The same answers within the same ten minutes are one submission, where the page made no id."""

THANKS: Final = Answer(
    200,
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Thank you</title>'
    b"<p>Thank you. We have received it.</p></html>\n",
    {"content-type": "text/html; charset=utf-8"},
)


def authenticate(webhook: Webhook, secrets: Sequence[str]) -> None:
    """Raises NotAuthenticated unless the address ends in one of the tokens: a form cannot sign."""
    SIGNATURE.verify(webhook.token, secrets)


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a submission. Raises Unreadable."""
    fields = _fields(webhook)
    submission, stated = fields.pop(SUBMISSION, None), filled(fields, webhook.sender.fields)
    form = webhook.sender.form or webhook.sender.name
    yield Activity(
        id=_id(webhook.sender.name, form, fields, submission, webhook.received_at),
        lead=stated.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=webhook.received_at,
        received_at=webhook.received_at,
        source=webhook.sender.name,
        properties={**stated.properties, **_circumstances(webhook), "form": form},
        traits=stated.traits,
        raw=fields,
    )


def accepted(webhook: Webhook) -> Answer:
    """A page for a person, JSON for a script that asks for it."""
    return answers.taken() if "application/json" in webhook.request.headers.get("accept", "") else THANKS


def _fields(webhook: Webhook) -> dict[str, Json]:
    """The fields by name, in their order; a name that comes again holds a list."""
    if webhook.request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        raise Unreadable(f"the body is not {URLENCODED}")
    charset = next((value for name, value in _pairs(webhook, "utf-8") if name == CHARSET), "utf-8")
    fields: dict[str, Json] = {}
    for name, value in _pairs(webhook, CHARSETS.get(charset.lower(), "utf-8")):
        earlier = fields.get(name)
        if earlier is None:
            fields[name] = value
        else:
            fields[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
    fields.pop(CHARSET, None)
    if not fields:
        raise Unreadable("the form is empty")
    return fields


def _pairs(webhook: Webhook, charset: str) -> Sequence[tuple[str, str]]:
    try:
        sent = webhook.request.body.decode(charset, "replace")
        pairs = parse_qsl(sent, keep_blank_values=True, encoding=charset, max_num_fields=FIELDS_LIMIT)
    except ValueError as error:
        raise Unreadable(f"the form has more than {FIELDS_LIMIT} fields") from error
    return [(name, value.strip()) for name, value in pairs]


def _id(source: str, form: str, fields: Mapping[str, Json], submission: Json, at: Instant) -> str:
    if isinstance(submission, str) and submission:
        return digest(source, form, "submission", submission)
    normalised = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS).decode("utf-8").casefold()
    return digest(source, form, normalised, str(at // AGAIN))


def _circumstances(webhook: Webhook) -> Mapping[str, Json]:
    headers = webhook.request.headers
    found = {"url": headers.get("referer"), "user_agent": headers.get("user-agent"), "ip": webhook.request.ip}
    return {name: value for name, value in found.items() if value}
