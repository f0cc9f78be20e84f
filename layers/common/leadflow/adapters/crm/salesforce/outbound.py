"""Salesforce's Outbound Messages: SOAP with up to a hundred notifications, and the answer that ends their coming again.

https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_wsdl.htm
"""

from collections.abc import Iterator
from typing import Final

from leadflow.adapters.crm.salesforce import ids
from leadflow.adapters.crm.salesforce.changes import Change
from leadflow.adapters.payloads import soap
from leadflow.adapters.payloads.soap import NIL, TYPE, Element
from leadflow.application.webhook import Answer, Unreadable
from leadflow.domain.identity import digest
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender

OUTBOUND: Final = "http://soap.sforce.com/2005/09/outbound"

ACK: Final = Answer(
    200,
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
    b'<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>'
    b"</soapenv:Body></soapenv:Envelope>",
    {"content-type": "text/xml; charset=utf-8"},
)
"""Anything else, even an empty success, is a failure, and the message is sent again."""

_WORDS: Final = {"true": True, "false": False}


def notifications(body: bytes, sender: Sender) -> Iterator[Change]:
    """The changes that a message tells of. Raises Unreadable, also where it is another organisation's."""
    message = soap.content(body)
    if message.name != f"{OUTBOUND} notifications":
        raise Unreadable("the SOAP body is no outbound message")
    ours(message.stated(f"{OUTBOUND} OrganizationId"), sender)
    for notification in message.all(f"{OUTBOUND} Notification"):
        known = ids.whole(notification.stated(f"{OUTBOUND} Id"))
        for record in notification.all(f"{OUTBOUND} sObject"):
            if known is None:
                raise Unreadable("a notification without its id")
            of = record.attributes.get(TYPE, "").rpartition(":")[2]
            yield Change(of, _record(record), digest(sender.name, "notification", known))


def ours(organization: Json, sender: Sender) -> None:
    """Raises Unreadable where it is not the organisation that the model names; its id has two forms."""
    if sender.organization is None or ids.whole(organization) != ids.whole(sender.organization):
        raise Unreadable("it is of another organisation than the model's")


def _record(element: Element) -> dict[str, Json]:
    """The fields; words and numbers are texts here, only `true` and `false` are what they seem."""
    texts = {each.local: each.text for each in element.inner if each.attributes.get(NIL) != "true" and not each.inner}
    return {name: _WORDS.get(text, text) for name, text in texts.items() if text}
