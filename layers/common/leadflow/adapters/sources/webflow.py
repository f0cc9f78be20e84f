"""Webflow's webhook for submitted forms, made by its API, which signs, or in its dashboard, which does not.

https://developers.webflow.com/data/docs/working-with-webhooks
https://developers.webflow.com/data/changelog/webhook-signatures
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.signatures.either import TokenOr
from leadflow.adapters.signatures.stamped import StampedHmac
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import MINUTE, Duration
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

MILLISECOND: Final = Duration(1000)

SIGNATURE: Final = TokenOr(StampedHmac("x-webflow-signature", "x-webflow-timestamp", MILLISECOND, Duration(5 * MINUTE)))

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

SUBMISSION: Final = "form_submission"


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a submission. Raises Unreadable."""
    event = body.record(body.document(webhook.request.body))
    if not isinstance(event.get("triggerType"), str):
        raise Unreadable("an event without its type")
    if event["triggerType"] == SUBMISSION:
        yield _activity(webhook, body.record(event.get("payload")), event)


def _activity(webhook: Webhook, submission: Mapping[str, Json], event: Mapping[str, Json]) -> Activity:
    sender, known = webhook.sender, body.text(submission.get("id"))
    if known is None:
        raise Unreadable("a submission without its id")
    stated = body.part(submission.get("data"))
    form = filled(stated, sender.fields, _email(stated), page=body.text(submission.get("pageUrl")))
    named = body.text(submission.get("name")) or body.text(submission.get("formId"))
    return Activity(
        id=digest(sender.name, SUBMISSION, known),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=body.iso(submission.get("submittedAt")) or webhook.received_at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**form.properties, "form": sender.form or named or sender.name},
        traits=form.traits,
        raw=event,
    )


def _email(stated: Mapping[str, Json]) -> str | None:
    """The address in a field called so: Webflow calls the email field a text field like any other."""
    return next((text for name, text in stated.items() if isinstance(text, str) and _called(name, text)), None)


def _called(name: str, text: str) -> bool:
    return "mail" in name.casefold() and body.email(text) is not None
