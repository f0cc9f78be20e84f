"""Jotform's webhook: one submission, posted as a form, its answers as JSON in the field `rawRequest`.

https://www.jotform.com/help/245-how-to-setup-a-webhook-with-jotform/
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.payloads.filled import filled
from leadflow.adapters.payloads.posted import fields
from leadflow.adapters.signatures.tokens import PathToken
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = PathToken()

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

ANSWERS: Final = "rawRequest"

KEPT: Final = ("formID", "submissionID", "formTitle", "ip", "username", "type")
"""What is kept as evidence, besides the answers: another field holds our own address with its token."""

_QUESTION: Final = re.compile(r"q\d+_(?=.)")
"""Stands before the name of each question; what has no number is about the page, not of the visitor."""


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a submission. Raises Unreadable."""
    sent, sender = fields(webhook.request), webhook.sender
    submission, asked = body.text(sent.get("submissionID")), body.text(sent.get(ANSWERS))
    if submission is None or asked is None:
        raise Unreadable("a submission without its id or its answers")
    given = body.record(body.document(asked.encode("utf-8", "surrogatepass")))
    stated = _stated(given)
    form = filled(stated, {_plain(field, stated): name for field, name in sender.fields.items()}, _email(stated))
    yield Activity(
        id=digest(sender.name, "submission", submission),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=_submitted_at(given, webhook.received_at),
        received_at=webhook.received_at,
        source=sender.name,
        properties={
            **form.properties,
            **({"ip": ip} if (ip := body.text(sent.get("ip"))) else {}),
            "form": sender.form or body.text(sent.get("formID")) or sender.name,
        },
        traits=form.traits,
        raw={**{name: sent[name] for name in KEPT if name in sent}, ANSWERS: given},
    )


def _stated(given: Mapping[str, Json]) -> Mapping[str, Json]:
    """The answers under the questions' names; under the whole key where another question has that name already."""
    stated: dict[str, Json] = {}
    for key, answer in given.items():
        if _QUESTION.match(key):
            name = _QUESTION.sub("", key, count=1)
            stated[key if name in stated else name] = answer
    return stated


def _plain(field: str, stated: Mapping[str, Json]) -> str:
    return field if field in stated else _QUESTION.sub("", field, count=1)


def _email(stated: Mapping[str, Json]) -> str | None:
    """Jotform says no field's type, but names the question for an address so, unless somebody has renamed it."""
    named = (body.email(answer) for name, answer in stated.items() if "email" in name.lower())
    return next((address for address in named if address), None)


def _submitted_at(given: Mapping[str, Json], received_at: Instant) -> Instant:
    """By the visitor's own clock, which is believed where it is a little slow, and no more."""
    at = body.moment(given.get("submitDate"))
    return at if at is not None and received_at - DAY <= at <= received_at else received_at
