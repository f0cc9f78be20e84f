"""HubSpot's app webhooks: what happened to contacts, companies, deals and logged activities, mostly as ids only.

A change of a contact's property that the model knows tells enough; all else is asked for with the app's token. What it
subscribes to may come as `contact.*`, `company.*` and `deal.*`, or as `object.*` with the number of the object's type;
an event that comes both ways is one.

https://developers.hubspot.com/docs/api/webhooks
https://developers.hubspot.com/docs/guides/webhooks/create-generic-webhook-subscriptions
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from leadflow.adapters.crm.hubspot import asking, changes
from leadflow.adapters.crm.hubspot.events import Event, events
from leadflow.adapters.signatures.hubspot import HubSpotV3
from leadflow.application import answers
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.sender import Sender, Words

SIGNATURE: Final = HubSpotV3()

SENDS: Final = (
    Kind.CRM_CONTACT_CHANGED,
    Kind.CRM_CONTACT_MERGED,
    Kind.CRM_CONTACT_DELETED,
    Kind.CRM_ACCOUNT_CHANGED,
    Kind.CRM_OPPORTUNITY_CHANGED,
    Kind.CRM_OPPORTUNITY_DELETED,
    Kind.SALES_CALLED,
    Kind.SALES_EMAILED,
    Kind.SALES_MET,
)

WORDS: Final = Words(needs=frozenset({"secret", "url"}), takes=frozenset({"token", "instance"}))

accepted: Final = answers.taken


def activities(webhook: Webhook) -> Iterator[Activity]:
    """What the events themselves say. Raises Unreadable."""
    for event in events(webhook.request.body):
        yield from changes.told(event, webhook.sender, webhook.received_at)


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """What is to be asked for, each once; nothing where the model names no token. Raises Unreadable."""
    found = [asked for event in events(webhook.request.body) for asked in _asked(event, webhook)]
    if webhook.sender.token is not None:
        yield from {(each.what, each.id, str(each.about)): each for each in found}.values()


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:
    """The question."""
    return asking.request(fetch, sender, token)


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity | Fetch]:
    """What the answer tells, or what has to be asked next. Raises TryAgain, RefusedForGood, Unreadable."""
    return asking.fetched(fetch, reply, sender)


def _asked(event: Event, webhook: Webhook) -> Iterator[Fetch]:
    blank = Fetch(webhook.sender.name, "", "", webhook.received_at)
    for what, identity, about in changes.asked(event, webhook.sender):
        yield replace(blank, what=what, id=identity, about=about)
