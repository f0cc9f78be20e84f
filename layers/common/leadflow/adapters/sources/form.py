"""A plain HTML form that posts, urlencoded or as multipart, to the source's address with its token.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from leadflow.adapters.payloads import onward
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.payloads.posted import fields
from leadflow.adapters.payloads.resent import content_id
from leadflow.adapters.signatures import rendered
from leadflow.adapters.signatures.tokens import PathToken
from leadflow.application import answers, origins
from leadflow.application.webhook import Answer, NotAuthenticated, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Trust, Words

SIGNATURE: Final = PathToken()

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(
    takes=frozenset({"form", "fields", "origins", "honeypot", "fill_time", "redirects"}), trust=Trust.PUBLIC
)

SUBMISSION: Final = "_submission"
"""A field of this name holds an id that the page made once for this submission."""

NEXT: Final = "_next"
"""A field of this name holds the address of the page that comes after the form."""

OURS: Final = frozenset({SUBMISSION, NEXT, rendered.FIELD})
"""Fields that speak to us and say nothing of the lead."""

THANKS: Final = Answer(
    200,
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Thank you</title>'
    b"<p>Thank you. We have received it.</p></html>\n",
    {"content-type": "text/html; charset=utf-8"},
)


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a submission, a robot's marked as such. Raises Unreadable."""
    sent, sender, at = fields(webhook.request), webhook.sender, webhook.received_at
    given = {name: value for name, value in sent.items() if name not in OURS}
    if not given:
        raise Unreadable("the form is empty")
    seen = {name: value for name, value in given.items() if name != sender.guard.honeypot}
    stated = filled(seen, sender.fields, page=webhook.request.headers.get("referer"))
    form, machine = sender.form or sender.name, _machine(webhook, sent)
    yield Activity(
        id=_id(webhook, form, given, sent.get(SUBMISSION), machine),
        lead=stated.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=at,
        received_at=at,
        source=sender.name,
        properties={**stated.properties, **_circumstances(webhook), "form": form},
        traits=stated.traits,
        machine=machine,
        raw=given,
    )


def accepted(webhook: Webhook) -> Answer:
    """JSON for a script that asks for it, else the page that comes next, else a word of thanks; robots get the same."""
    if _asks_for_json(webhook.request.headers.get("accept", "")):
        return answers.taken(webhook)
    redirects = webhook.sender.guard.redirects
    if not redirects:
        return THANKS
    asked = fields(webhook.request).get(NEXT)
    known = isinstance(asked, str) and onward.allowed(asked, redirects)
    return Answer(303, b"", {"location": str(asked) if known else redirects[0]})


def challenge(webhook: Webhook, secrets: Sequence[str]) -> Answer:
    """What a page puts into its field `_rendered`, for `GET <the form's address>?rendered`."""
    SIGNATURE.verify(webhook, secrets)
    if "rendered" not in dict(parse_qsl(webhook.request.query, keep_blank_values=True)):
        raise NotAuthenticated("the address is right, but nothing was asked")
    made = rendered.stamp(webhook.sender.name, webhook.token or "", webhook.received_at)
    fresh = {**origins.CORS, "cache-control": "no-store"}
    return answers.with_headers(answers.document(200, {rendered.FIELD: made}), fresh)


def _machine(webhook: Webhook, sent: Mapping[str, Json]) -> str | None:
    guard, held = webhook.sender.guard, sent.get(webhook.sender.guard.honeypot or "")
    if guard.honeypot and any(held if isinstance(held, list) else [held]):
        return "filled in a field that no human sees"
    if guard.fill_time is None:
        return None
    shown, name, token = sent.get(rendered.FIELD), webhook.sender.name, webhook.token or ""
    return rendered.reason(shown, name, token, webhook.received_at, guard.fill_time)


def _id(webhook: Webhook, form: str, given: Mapping[str, Json], submission: Json, machine: str | None) -> str:
    """A robot's submission is another one than the same answers of a human, who may have tried again."""
    known_by = (webhook.sender.name, form, *(["machine"] if machine else []))
    if isinstance(submission, str) and submission:
        return digest(*known_by, "submission", submission)
    return content_id(*known_by, content=given, at=webhook.received_at)


def _circumstances(webhook: Webhook) -> Mapping[str, Json]:
    found = {"user_agent": webhook.request.headers.get("user-agent"), "ip": webhook.request.ip}
    return {name: value for name, value in found.items() if value}


def _asks_for_json(accept: str) -> bool:
    """Whether JSON is among the media types of the header `accept`, and not as one that is refused."""
    for media_type in accept.lower().split(","):
        name, *parameters = (part.strip() for part in media_type.split(";"))
        if name == "application/json":
            return not any(part.rstrip("0.") == "q=" for part in parameters)
    return False
