"""HubSpot's "Send a webhook" in a workflow that a form's submissions enrol: the contact who submitted.

It carries all of the contact, as HubSpot's first contact API writes it (values under `value`, submissions under
`form-submissions`), or only the properties that the workflow's author chose. What the CRM knows besides is not heard.

https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows
https://developers.hubspot.com/docs/api/webhooks/validating-requests
"""

from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.adapters.payloads import body, campaigns
from leadflow.adapters.payloads.filled import ANONYMOUS_FIELDS, EMAIL, filled
from leadflow.adapters.signatures.hubspot import MILLISECOND, HubSpotHash
from leadflow.adapters.signatures.stamped import instant
from leadflow.application import answers
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Words

SIGNATURE: Final = HubSpotHash()

SENDS: Final = (Kind.FORM_SUBMITTED,)

WORDS: Final = Words(needs=frozenset({"secret", "url"}), takes=frozenset({"form", "fields"}))

accepted: Final = answers.taken

TRAITS: Final[Mapping[str, str]] = {
    "firstname": "first_name",
    "lastname": "last_name",
    "jobtitle": "title",
    "company": "company",
    "phone": "phone",
    "country": "country",
    "numemployees": "employees",
    "industry": "industry",
    "website": "website",
}
"""HubSpot's names of what people write into forms, each with our trait; the model's `fields` come first."""

HIDDEN: Final = frozenset({EMAIL, *ANONYMOUS_FIELDS, *campaigns.PARAMETERS})
"""Of the other properties these are read; a contact has hundreds, and most are no answer to a form."""

Part = Mapping[str, Json]


def activities(webhook: Webhook) -> Iterator[Activity]:
    """The contact's latest submission. Raises Unreadable."""
    contact = body.record(body.document(webhook.request.body))
    if not contact:
        raise Unreadable("a contact without anything")
    sender = webhook.sender
    known = _known(contact)
    fields = {**TRAITS, **sender.fields}
    told = {name: value for name, value in known.items() if name in fields or name in HIDDEN}
    submission = _latest(contact)
    form = filled(told, fields, page=body.text(submission.get("page-url")))
    yield Activity(
        id=_id(webhook, known, submission),
        lead=form.keys,
        type=Kind.FORM_SUBMITTED,
        occurred_at=_at(known, submission) or webhook.received_at,
        received_at=webhook.received_at,
        source=sender.name,
        properties={**form.properties, "form": sender.form or _called(known, submission) or sender.name},
        traits=form.traits,
        raw=contact,
    )


def _known(contact: Part) -> Mapping[str, Json]:
    """The contact's properties by name, whether each is wrapped with its history or stands plainly."""
    held = body.record(contact["properties"]) if "properties" in contact else contact
    return {name: value.get("value") if isinstance(value, dict) else value for name, value in held.items()}


def _latest(contact: Part) -> Part:
    """The submission that came last, empty where the webhook lists none."""
    listed = [body.part(each) for each in body.items(contact.get("form-submissions"))]
    return max(listed, key=lambda each: _millis(each.get("timestamp")) or 0, default={})


def _called(known: Part, submission: Part) -> str | None:
    named = body.text(submission.get("title")) or body.text(known.get("recent_conversion_event_name"))
    return named or body.text(submission.get("form-id"))


def _at(known: Part, submission: Part) -> Instant | None:
    stated = known.get("recent_conversion_date")
    return _millis(submission.get("timestamp")) or _millis(stated) or body.iso(stated)


def _id(webhook: Webhook, known: Part, submission: Part) -> str:
    """What HubSpot repeats on a retry: the conversion's id, or whose conversion it was and when, else all that came."""
    name = webhook.sender.name
    if conversion := body.text(submission.get("conversion-id")):
        return digest(name, "conversion", conversion)
    who, when = body.text(known.get("email")), body.text(known.get("recent_conversion_date"))
    if who and when:
        return digest(name, "converted", who, when)
    return digest(name, "contact", webhook.request.body.decode("latin-1"))


def _millis(stated: Json) -> Instant | None:
    return instant(body.text(stated) or "", MILLISECOND)
