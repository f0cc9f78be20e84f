"""What people of sales decide by the buttons under our messages in Slack.

A click says of which news the message was, not of which person: the lead is looked for later, so that Slack has its
answer in time. Clicks on what is not ours, and whatever else Slack sends to an app, are passed over.

https://docs.slack.dev/interactivity/handling-user-interaction
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.buttons import Pressed, pressed
from leadflow.adapters.payloads import body, posted
from leadflow.adapters.signatures.slack import SlackV0
from leadflow.application.webhook import Answer, Request, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.decision import Decision
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = SlackV0()

SENDS: Final = (Kind.SALES_ACCEPTED, Kind.SALES_REJECTED, Kind.SALES_SNOOZED)

WORDS: Final = Words()

CLICKED: Final = "block_actions"

SSL_CHECK: Final = "ssl_check"
"""The field of what Slack posts now and then to see whether a certificate holds."""

ADDRESS_LIMIT: Final = 1000

_ID: Final = re.compile(r"[A-Z0-9]{1,40}", re.ASCII)


def accepted(webhook: Webhook) -> Answer:  # noqa: ARG001 - the same for all
    """Nothing but a success: what stood in the body would become a message."""
    return Answer(200, b"", {})


def activities(webhook: Webhook) -> Iterator[Activity]:
    """None: a click does not say whose they would be. Raises Unreadable."""
    _payload(webhook.request)
    yield from ()


def decisions(webhook: Webhook) -> Iterator[Decision]:
    """What was decided, if anything. Raises Unreadable."""
    payload = _payload(webhook.request)
    if payload.get("type") == CLICKED:
        for action in body.records(payload.get("actions")):
            if (choice := pressed(action)) is not None:
                yield _decision(choice, action, payload, webhook)


def _payload(request: Request) -> Mapping[str, Json]:
    fields = posted.fields(request)
    stated = fields.get("payload")
    if stated is None and SSL_CHECK in fields:
        return {}
    if not isinstance(stated, str):
        raise Unreadable("a form with the field payload was expected")
    return body.record(body.document(stated.encode("utf-8", "replace")))


def _decision(choice: Pressed, action: Mapping[str, Json], payload: Mapping[str, Json], webhook: Webhook) -> Decision:
    who = body.part(payload.get("user")).get("id")
    if not isinstance(who, str) or not _ID.fullmatch(who):
        raise Unreadable("a click without who it was")
    at = body.unix(action.get("action_ts")) or webhook.received_at
    shown_at = body.unix(body.part(payload.get("container")).get("message_ts")) or at
    callback = payload.get("response_url")
    return Decision(
        source=webhook.sender.name,
        automation=choice.automation,
        news=choice.news,
        kind=choice.kind,
        by=who,
        at=at,
        received_at=webhook.received_at,
        shown_at=min(shown_at, at),
        reason=choice.reason,
        until=None if choice.lasts is None else Instant(at + choice.lasts),
        callback=callback if isinstance(callback, str) and len(callback) <= ADDRESS_LIMIT else "",
    )
