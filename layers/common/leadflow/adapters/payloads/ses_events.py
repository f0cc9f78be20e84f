"""What Amazon SES tells of a mail, the same by whichever way it comes.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.payloads import body, smtp
from leadflow.adapters.payloads.mailed import Mailed
from leadflow.application.webhook import Unreadable
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json

Part = Mapping[str, Json]

KINDS: Final[Mapping[str, Kind]] = {
    "Send": Kind.EMAIL_QUEUED,
    "Delivery": Kind.EMAIL_DELIVERED,
    "DeliveryDelay": Kind.EMAIL_DEFERRED,
    "Bounce": Kind.EMAIL_BOUNCED,
    "Complaint": Kind.EMAIL_COMPLAINED,
    "Reject": Kind.EMAIL_REJECTED,
    "Rendering Failure": Kind.EMAIL_REJECTED,
    "Open": Kind.EMAIL_OPENED,
    "Click": Kind.EMAIL_CLICKED,
    "Subscription": Kind.EMAIL_UNSUBSCRIBED,
}

MEMBERS: Final[Mapping[str, str]] = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}
"""Where an event says more; else under its name with a small letter."""

RECIPIENTS: Final[Mapping[str, str]] = {
    "Bounce": "bouncedRecipients",
    "Complaint": "complainedRecipients",
    "Delivery": "recipients",
    "DeliveryDelay": "delayedRecipients",
}
"""Where an event says whom it is about."""

AS_SENT: Final = frozenset({"Send", "Reject", "Rendering Failure"})
"""What happens to the whole mail when it is sent, and has no time of its own."""

SUPPRESSED: Final = ("Suppressed", "OnAccountSuppressionList")
"""Kinds of bounce and complaint that are none: SES did not even try."""

BOUNCES: Final[Mapping[str, str]] = {"Permanent": "hard", "Transient": "soft"}

NO_COMPLAINT: Final = "not-spam"
"""The recipient has taken the mail out of the spam folder."""

SIMULATOR: Final = "@simulator.amazonses.com"
"""SES's own mailboxes, for trying things out."""

_BRACKETED: Final = re.compile(r"<([^<>]*)>\s*$")


@dataclass(frozen=True, slots=True)
class Hearing:
    """Which source has heard of an event, when, and when it was told if that is known."""

    source: str
    received_at: Instant
    told_at: Instant | None


def activities(event: Part, hearing: Hearing) -> Iterator[Activity]:
    """One activity a recipient, where the event says whom it is about. Raises Unreadable."""
    what = event.get("eventType") or event.get("notificationType")
    if not isinstance(what, str):
        raise Unreadable("an event without its type")
    mail, about = body.part(event.get("mail")), body.part(event.get(MEMBERS.get(what, what.lower())))
    if what not in KINDS or about.get("complaintFeedbackType") == NO_COMPLAINT:
        return
    at = body.iso(about.get("timestamp") or (mail.get("timestamp") if what in AS_SENT else None)) or hearing.told_at
    if at is None:
        raise Unreadable("an event without its time")
    for recipient in _recipients(what, mail, about):
        email = _email(recipient.get("emailAddress"))
        # The ids of SNS and EventBridge are not used: what is heard in both ways, or told anew, is one activity.
        known_by = [str(mail.get("messageId")), what, str(at), email or "", str(about.get("link") or "")]
        properties = {**_of_mail(mail), **_of_event(what, about, recipient), "test": _simulated(email)}
        yield Mailed(_kind(what, about), at, email, known_by, properties, event).activity(
            hearing.source, hearing.received_at
        )


def _recipients(what: str, mail: Part, about: Part) -> Sequence[Part]:
    """Each with what the event says of it; one without an address where nobody knows whom it is about.

    What one person does, or has happened to one, is nobody's where the mail went to several and none is named.
    """
    everybody, named = body.items(mail.get("destination")), body.items(about.get(RECIPIENTS.get(what, "")))
    listed = named or (everybody if what in AS_SENT or len(everybody) == 1 else [])
    return [each if isinstance(each, dict) else {"emailAddress": each} for each in listed] or [{}]


def _email(value: Json) -> str | None:
    """The address, with or without a name before it."""
    found = _BRACKETED.search(value) if isinstance(value, str) else None
    return body.email(found[1] if found else value)


def _kind(what: str, about: Part) -> Kind:
    if about.get("bounceSubType") in SUPPRESSED or about.get("complaintSubType") in SUPPRESSED:
        return Kind.EMAIL_REJECTED
    if what == "Subscription" and not _left(about):
        return Kind.EMAIL_SUBSCRIBED
    return KINDS[what]


def _left(about: Part) -> bool:
    """Whether the recipient has left something, the whole list or a topic of it, that it was on before."""
    old, new = body.part(about.get("oldTopicPreferences")), body.part(about.get("newTopicPreferences"))
    if new.get("unsubscribeAll") is True:
        return True
    return old.get("unsubscribeAll") is not True and bool(_out(new) - _out(old))


def _out(preferences: Part) -> frozenset[str]:
    statuses = [body.part(each) for each in body.items(preferences.get("topicSubscriptionStatus"))]
    return frozenset(str(each.get("topicName")) for each in statuses if each.get("subscriptionStatus") == "OptOut")


def _of_mail(mail: Part) -> Part:
    tags = {name: value for name, value in _values(mail.get("tags")).items() if not name.startswith("ses:")}
    campaigns = [value for name, value in tags.items() if name.lower() == "campaign"]
    return {
        "message_id": body.text(mail.get("messageId")),
        "campaign": campaigns[0] if campaigns and isinstance(campaigns[0], str) else None,
        "metadata": tags,
    }


def _values(tags: Json) -> Part:
    """Tags as SES writes them, each a list of values; of one value only that."""
    listed = {name: body.items(values) for name, values in body.part(tags).items()}
    return {name: values[0] if len(values) == 1 else list(values) for name, values in listed.items() if values}


def _of_event(what: str, about: Part, recipient: Part) -> Part:
    match what:
        case "Open" | "Click":
            stated = {"url": about.get("link"), "ip": about.get("ipAddress"), "user_agent": about.get("userAgent")}
            return {**_texts(stated), "link_tags": _values(about.get("linkTags"))}
        case "Bounce":
            return _of_bounce(about, recipient)
        case "DeliveryDelay":
            return _texts({"reason": recipient.get("diagnosticCode") or about.get("delayType")}) | _code(recipient)
        case "Complaint":
            return _texts({"reason": about.get("complaintSubType") or about.get("complaintFeedbackType")})
        case "Subscription":
            return _texts({"list": about.get("contactList")})
        case _:
            stated = {"reason": about.get("reason") or about.get("errorMessage"), "template": about.get("templateName")}
            return _texts(stated)


def _of_bounce(about: Part, recipient: Part) -> Part:
    subtype = about.get("bounceSubType")
    if subtype in SUPPRESSED:
        return _texts({"reason": subtype})
    reason = recipient.get("diagnosticCode") or subtype
    named = _texts({"reason": reason, "bounce_subtype": subtype}) | _code(recipient)
    return {**named, "bounce": BOUNCES.get(str(about.get("bounceType")), "undetermined")}


def _code(recipient: Part) -> dict[str, Json]:
    return {"smtp_code": smtp.code(recipient.get("status"), recipient.get("diagnosticCode"))}


def _texts(stated: Part) -> dict[str, Json]:
    """What is text; real senders send null, and odd ones anything."""
    return {name: text for name, value in stated.items() if (text := body.text(value))}


def _simulated(email: str | None) -> Json:
    return True if email and email.endswith(SIMULATOR) else None
