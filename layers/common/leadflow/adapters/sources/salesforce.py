"""Salesforce: Outbound Messages, Change Data Capture over EventBridge, and what a Flow posts, all by one source.

https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm
https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_intro.htm
https://help.salesforce.com/s/articleView?id=platform.flow_http_callout.htm&type=5
"""

from collections.abc import Iterator
from typing import Final

from leadflow.adapters.crm.salesforce import callout, events, grants, outbound
from leadflow.adapters.crm.salesforce import fetches as asking
from leadflow.adapters.crm.salesforce.changes import told
from leadflow.adapters.crm.salesforce.reading import Reading
from leadflow.adapters.signatures.anywhere import Anywhere
from leadflow.application import answers
from leadflow.application.fetch import Fetch
from leadflow.application.relay import Event
from leadflow.application.webhook import Answer, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender, Words

SIGNATURE: Final = Anywhere()

SENDS: Final = (
    *(Kind.CRM_LEAD_CHANGED, Kind.CRM_LEAD_MERGED, Kind.CRM_LEAD_DELETED),
    *(Kind.CRM_CONTACT_CHANGED, Kind.CRM_CONTACT_MERGED, Kind.CRM_CONTACT_DELETED),
    *(Kind.CRM_ACCOUNT_CHANGED, Kind.CRM_OPPORTUNITY_CHANGED, Kind.CRM_OPPORTUNITY_DELETED),
    *(Kind.SALES_CALLED, Kind.SALES_EMAILED, Kind.SALES_MET),
)

WORDS: Final = Words(needs=frozenset({"organization", "instance", "token"}), takes=frozenset({"secret"}))
"""The secret is for what is posted; EventBridge needs none."""

request: Final = asking.request
fetched: Final = asking.fetched
grant: Final = grants.grant
granted: Final = grants.granted
hears: Final = events.hears


def accepted(webhook: Webhook) -> Answer:
    """The acknowledgement that an Outbound Message waits for; a Flow takes any success."""
    return outbound.ACK if _soap(webhook) else answers.taken(webhook)


def activities(webhook: Webhook) -> Iterator[Activity]:
    """What the changes tell by themselves. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Activity))


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """What has to be asked for because of the others. Raises Unreadable."""
    return (each for each in _told(webhook) if isinstance(each, Fetch))


def relayed(event: Event, sender: Sender, received_at: Instant) -> Iterator[Activity | Fetch]:
    """What a change event tells, and what has to be asked for because of it. Raises Unreadable."""
    return events.relayed(event, Reading(sender, received_at))


def _told(webhook: Webhook) -> Iterator[Activity | Fetch]:
    read = outbound.notifications if _soap(webhook) else callout.changes
    for change in read(webhook.request.body, webhook.sender):
        yield from told(change, Reading(webhook.sender, webhook.received_at))


def _soap(webhook: Webhook) -> bool:
    return webhook.request.body.lstrip()[:1] == b"<"
