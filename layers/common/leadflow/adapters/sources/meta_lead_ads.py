"""Meta's webhook for lead ads: ids only, so that each lead's answers are asked for with the page's token.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
https://developers.facebook.com/docs/graph-api/using-graph-api/error-handling
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.signatures.comparing import check
from leadflow.adapters.signatures.macs import HmacSha256
from leadflow.application import answers
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Answer, NotAuthenticated, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Words

SIGNATURE: Final = HmacSha256(header="x-hub-signature-256", prefix="sha256=")

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(needs=frozenset({"secret", "verify", "token"}), takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

LEAD: Final = "lead"
LEADS: Final = "leadgen"
ABOUT: Final = ("form_id", "page_id", "ad_id", "adgroup_id", "created_time")

HOST: Final = "graph.facebook.com"
VERSION: Final = "v24.0"
ASKED: Final = "created_time,field_data,form_id,ad_id,ad_name,adset_name,campaign_id,campaign_name,platform,is_organic"
REPLY_LIMIT: Final = 1024 * 1024

GONE: Final = (100, 803)
"""Codes of an error that say that there is no such lead: it was deleted, or is older than the 90 days of its keeping.

Or the token may not see it. Either way the dead letter says so, and can be driven again.
"""

DUMMY: Final = "<test lead: dummy data for"
"""What the answers of Meta's own test leads begin with."""

ADDRESSES: Final = ("email", "work_email")

_ID: Final = re.compile(r"\d{1,40}", re.ASCII)
"""Numbers greater than those of JSON; a message of the queue holds no endless ones."""

_CHALLENGE: Final = re.compile(r"[\w.-]{1,100}", re.ASCII)

Part = Mapping[str, Json]


def activities(webhook: Webhook) -> Iterator[Activity]:
    """None: what a lead has answered is asked for. Raises Unreadable."""
    for _ in fetches(webhook):
        pass
    yield from ()


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """One question a lead. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    if not isinstance(event.get("object"), str):
        raise Unreadable("a notification that does not say of what")
    if event["object"] == "page":
        for entry in body.records(event.get("entry")):
            for change in body.records(entry.get("changes")):
                if change.get("field") == LEADS:
                    yield _fetch(webhook, body.record(change.get("value")))


def challenge(webhook: Webhook, secrets: Sequence[str]) -> Answer:
    """The challenge as it came, for who knows the verify token. Raises NotAuthenticated."""
    try:
        asked = dict(parse_qsl(webhook.request.query, max_num_fields=20))
    except ValueError as error:
        raise NotAuthenticated("the query is no challenge") from error
    check(asked.get("hub.verify_token", ""), secrets, "verify token")
    given = asked.get("hub.challenge", "")
    if asked.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(given):
        raise NotAuthenticated("the query is no challenge")
    return Answer(200, given.encode("ascii"), {"content-type": "text/plain"})


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:  # noqa: ARG001 - asked alike for all
    """The question for one lead."""
    parameters = urlencode({"fields": ASKED, "access_token": token or ""})
    return OutboundRequest(
        url=f"https://{HOST}/{VERSION}/{quote(fetch.id, safe='')}?{parameters}",
        body=b"",
        headers={"accept": "application/json"},
        hosts=frozenset({HOST}),
        method="GET",
        reply_limit=REPLY_LIMIT,
    )


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity]:
    """What the lead has answered. Raises TryAgain, RefusedForGood."""
    lead = _lead(reply)
    stated = {name: value for name, value in _stated(lead) if name}
    form = filled(stated, sender.fields, _email(stated))
    about = fetch.about
    said = {
        "campaign": form.properties.get("campaign") or body.text(lead.get("campaign_name")),
        "ad": body.text(lead.get("ad_name")),
        "ad_id": body.text(lead.get("ad_id")) or about.get("ad_id"),
        "ad_set": body.text(lead.get("adset_name")),
        "platform": body.text(lead.get("platform")),
        "organic": lead.get("is_organic") if isinstance(lead.get("is_organic"), bool) else None,
        "test": _test(stated) or None,
        "form": sender.form or body.text(lead.get("form_id")) or about.get("form_id") or sender.name,
    }
    at = body.iso(lead.get("created_time")) or body.unix(about.get("created_time")) or fetch.received_at
    yield Activity(
        id=digest(fetch.source, LEAD, fetch.id),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=at,
        received_at=fetch.received_at,
        source=fetch.source,
        properties={**form.properties, **{name: value for name, value in said.items() if value is not None}},
        traits=form.traits,
        raw=lead,
    )


def _fetch(webhook: Webhook, lead: Part) -> Fetch:
    known = body.text(lead.get("leadgen_id"))
    if known is None or not _ID.fullmatch(known):
        raise Unreadable("a lead without its id")
    stated = {name: body.text(lead.get(name)) or "" for name in ABOUT}
    about = {name: text for name, text in stated.items() if _ID.fullmatch(text) and text != "0"}
    return Fetch(webhook.sender.name, LEAD, known, webhook.received_at, about)


def _lead(reply: Reply) -> Part:
    try:
        answer = body.record(body.document(reply.body))
    except Unreadable as error:
        raise TryAgain(f"Meta's answer, {reply.status}, cannot be read") from error
    fault = body.part(answer.get("error"))
    code = fault.get("code")
    if code in GONE and fault.get("is_transient") is not True:
        raise RefusedForGood(f"Meta has no such lead any more, or the page token may not see it: code {code}")
    if reply.status != 200 or not isinstance(answer.get("field_data"), list):  # noqa: PLR2004 - the one success
        # also where the token is refused: it can be renewed, and until then the queue keeps the lead
        raise TryAgain(f"Meta answered {reply.status}, code {code if isinstance(code, int) else 'none'}")
    return answer


def _stated(lead: Part) -> Iterator[tuple[str, Json]]:
    for answered in map(body.part, body.items(lead.get("field_data"))):
        values = [*body.items(answered.get("values"))]
        yield body.text(answered.get("name")) or "", values[0] if len(values) == 1 else values


def _email(stated: Part) -> str | None:
    named = {name.casefold(): value for name, value in stated.items()}
    return next((text for name in ADDRESSES if (text := body.text(named.get(name)))), None)


def _test(stated: Part) -> bool:
    return any(isinstance(value, str) and value.startswith(DUMMY) for value in stated.values())
