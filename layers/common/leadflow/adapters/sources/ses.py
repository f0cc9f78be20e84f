"""Amazon SES: what became of each mail, through an SNS topic that posts here, or through EventBridge without a call.

https://docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html
https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from leadflow.adapters.certificates import PUBLISHED
from leadflow.adapters.payloads import body, ses_events
from leadflow.adapters.payloads.ses_events import Hearing
from leadflow.adapters.signatures import sns
from leadflow.application import answers
from leadflow.application.channel import OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import DAY, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Words

SIGNATURE: Final = sns.SnsTopic(PUBLISHED, window=Duration(15 * DAY))
"""SNS tries for an hour; what a dead-letter queue of SNS then keeps, for 14 days at most, may be posted again."""

SENDS: Final = frozenset({*ses_events.KINDS.values(), Kind.EMAIL_SUBSCRIBED})

WORDS: Final = Words(needs=frozenset(), takes=frozenset({"topics"}))
"""With `topics` it is heard through them, without through EventBridge."""

accepted: Final = answers.taken

CONFIRM: Final = "confirm"
"""What is asked for: that SNS may post here."""

_TOO_MANY: Final = 429
_THEIR_FAULT: Final = 500


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a recipient. Raises Unreadable. What is about no mail, as SES's first greeting, yields nothing."""
    message = sns.fields(webhook.request)
    if message.get("Type") not in sns.SIGNED:
        raise Unreadable("not a message of Amazon SNS")
    text = message.get("Message", "").strip()
    if message["Type"] == sns.NOTIFICATION and text.startswith("{"):
        hearing = Hearing(webhook.sender.name, webhook.received_at, body.iso(message.get("Timestamp")))
        yield from ses_events.activities(body.record(body.document(text.encode())), hearing)


def fetches(webhook: Webhook) -> Iterator[Fetch]:
    """That the subscription stands, where SNS asks. An unsubscription has the same address, which would undo it."""
    message = sns.fields(webhook.request)
    if message.get("Type") == sns.CONFIRMATION:
        about = {"url": message.get("SubscribeURL", "")}
        yield Fetch(webhook.sender.name, CONFIRM, message.get("TopicArn", ""), webhook.received_at, about)


def request(fetch: Fetch, sender: Sender, token: str | None) -> OutboundRequest:  # noqa: ARG001 - the address holds it
    """The visit that confirms. Raises RefusedForGood where it would be one to anywhere but SNS, for a topic of ours."""
    host, url = sns.host(fetch.id), fetch.about.get("url", "")
    if fetch.id not in sender.topics or host is None or not _confirms(url, host):
        raise RefusedForGood("only subscriptions to the model's own topics are confirmed")
    return OutboundRequest(url, b"", {}, frozenset({host}), method="GET")


def fetched(fetch: Fetch, reply: Reply, sender: Sender) -> Iterator[Activity]:  # noqa: ARG001 - the protocol's
    """Nothing, where it is confirmed. Raises TryAgain, RefusedForGood."""
    if reply.status == _TOO_MANY or reply.status >= _THEIR_FAULT:
        raise TryAgain(f"SNS answered {reply.status}")
    if reply.status >= 300:  # noqa: PLR2004 - redirects are not followed: SNS sends none
        raise RefusedForGood(f"SNS answered {reply.status}; ask it to send the confirmation again")
    return iter(())


def hears(event: Mapping[str, Json], sender: Sender) -> bool:
    """Whether the source hears this event of EventBridge; those about the account tell of no mail."""
    about_a_mail = str(event.get("detail-type")).startswith("Email ")
    return event.get("source") == "aws.ses" and about_a_mail and not sender.topics


def relayed(event: Mapping[str, Json], sender: Sender, received_at: Instant) -> Iterator[Activity]:
    """One activity a recipient. Raises Unreadable."""
    hearing = Hearing(sender.name, received_at, body.iso(event.get("time")))
    return ses_events.activities(body.record(event.get("detail")), hearing)


def _confirms(url: str, host: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == ("https", host) and parse_qs(parts.query).get("Action") == [
        "ConfirmSubscription"
    ]
