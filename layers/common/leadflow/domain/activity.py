"""One thing a lead did, or that was done to it, in the same words whoever reported it."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from leadflow.domain.identity import Keys
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.value import value


class Kind(StrEnum):
    """The types of activity that sources can report; besides these, any `product.<name>`."""

    EMAIL_QUEUED = "email.queued"  # accepted by the sending service
    EMAIL_SENT = "email.sent"  # left the sending service
    EMAIL_DELIVERED = "email.delivered"  # accepted by the recipient's server
    EMAIL_DEFERRED = "email.deferred"  # refused for now, will be tried again
    EMAIL_BOUNCED = "email.bounced"  # property `bounce`: hard, soft or block
    EMAIL_REJECTED = "email.rejected"  # never sent: suppressed or invalid
    EMAIL_OPENED = "email.opened"  # an image was loaded, by whomever
    EMAIL_CLICKED = "email.clicked"  # a link was followed; property `url`
    EMAIL_COMPLAINED = "email.complained"  # marked as spam
    EMAIL_UNSUBSCRIBED = "email.unsubscribed"
    EMAIL_SUBSCRIBED = "email.subscribed"
    EMAIL_REPLIED = "email.replied"
    FORM_SUBMITTED = "form.submitted"  # property `form`
    PAGE_VIEWED = "page.viewed"  # property `url`
    ASSET_DOWNLOADED = "asset.downloaded"  # property `asset`
    VIDEO_WATCHED = "video.watched"  # properties `asset`, `percent`
    SEARCH_PERFORMED = "search.performed"  # property `term`
    MEETING_BOOKED = "meeting.booked"
    MEETING_CANCELED = "meeting.canceled"
    IDENTITY_STATED = "identity.stated"  # keys and traits only
    IDENTITY_JOINED = "identity.joined"
    IDENTITY_SPLIT = "identity.split"
    EVENT_REGISTERED = "event.registered"
    EVENT_ATTENDED = "event.attended"
    SOCIAL_ENGAGED = "social.engaged"
    CRM_LEAD_CHANGED = "crm.lead.changed"
    CRM_LEAD_MERGED = "crm.lead.merged"
    CRM_LEAD_DELETED = "crm.lead.deleted"
    CRM_CONTACT_CHANGED = "crm.contact.changed"
    CRM_CONTACT_MERGED = "crm.contact.merged"
    CRM_CONTACT_DELETED = "crm.contact.deleted"
    CRM_ACCOUNT_CHANGED = "crm.account.changed"
    CRM_ACCOUNT_MERGED = "crm.account.merged"
    CRM_ACCOUNT_DELETED = "crm.account.deleted"
    CRM_OPPORTUNITY_CHANGED = "crm.opportunity.changed"
    CRM_OPPORTUNITY_MERGED = "crm.opportunity.merged"
    CRM_OPPORTUNITY_DELETED = "crm.opportunity.deleted"
    CRM_PURCHASE_CHANGED = "crm.purchase.changed"
    CRM_PURCHASE_MERGED = "crm.purchase.merged"
    CRM_PURCHASE_DELETED = "crm.purchase.deleted"
    SALES_CALLED = "sales.called"
    SALES_EMAILED = "sales.emailed"
    SALES_MET = "sales.met"
    SALES_ACCEPTED = "sales.accepted"
    SALES_REJECTED = "sales.rejected"
    SALES_SNOOZED = "sales.snoozed"
    SALES_ASSIGNED = "sales.assigned"
    TRACK_ENROLLED = "track.enrolled"
    TRACK_WITHDRAWN = "track.withdrawn"
    ACTIVITY_VOIDED = "activity.voided"
    ACTIVITY_RESTORED = "activity.restored"


KINDS: Final = frozenset(kind.value for kind in Kind)

INTERACTIONS: Final = (
    Kind.EMAIL_CLICKED,
    Kind.EMAIL_REPLIED,
    Kind.FORM_SUBMITTED,
    Kind.PAGE_VIEWED,
    Kind.ASSET_DOWNLOADED,
    Kind.VIDEO_WATCHED,
    Kind.SEARCH_PERFORMED,
    Kind.MEETING_BOOKED,
    Kind.EVENT_ATTENDED,
    Kind.SOCIAL_ENGAGED,
    "product.*",
)
"""What a human does of its own will: never opens, deliveries or bounces."""

SKEW: Final = Duration(5 * MINUTE)
"""How far a sender's clock may run ahead of ours."""


def is_kind(text: str) -> bool:
    """Whether the text names a type of activity."""
    return text in KINDS or (text.startswith("product.") and len(text) > len("product."))


@value(frozen=True, slots=True)
class Activity:
    """A normalised activity.

    `id` is made only of what the provider repeats on a retry, so that a retry is the same activity. `machine` is the
    reason why the provider holds that no human did it. `raw` is the provider's own record, kept as evidence.
    """

    id: str
    lead: Keys
    type: str
    occurred_at: Instant
    received_at: Instant
    source: str
    properties: Mapping[str, Json] = field(default_factory=dict)
    traits: Mapping[str, Json] = field(default_factory=dict)
    machine: str | None = None
    raw: Json = None

    @property
    def at(self) -> Instant:
        """When it counts as having happened: a clock that runs far ahead is not believed."""
        return self.occurred_at if self.occurred_at <= self.received_at + SKEW else self.received_at
