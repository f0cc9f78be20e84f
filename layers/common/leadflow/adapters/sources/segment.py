"""The Segment HTTP tracking API, as its own clients and RudderStack's speak it.

https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/server/http-api
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from leadflow.adapters.payloads import body, tracked, watched
from leadflow.adapters.signatures.basic import BasicUser
from leadflow.adapters.signatures.comparing import among
from leadflow.application import answers
from leadflow.application.webhook import Answer, NotAuthenticated, Pair, Refused, Request, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Trust, Words

SENDS: Final = tracked.TYPES

WORDS: Final = Words(takes=frozenset({"origins"}))

BATCH: Final = "batch"

SAYINGS: Final[Mapping[str, tracked.Reading]] = {
    "track": tracked.track,
    "page": tracked.page,
    "screen": tracked.page,
    "identify": tracked.identify,
    "group": tracked.group,
    "alias": tracked.alias,
}

SHORT: Final[Mapping[str, str]] = {call[0]: call for call in (BATCH, *SAYINGS)}
"""What the libraries for browsers write for short: the first letter."""

SHARED: Final = ("context", "integrations")
"""What a batch may state once for all of its messages; what a message states itself goes first."""

CLOCK_TOLERANCE: Final = 1 * MINUTE
"""A clock is not corrected by less: a batch sent again has another `sentAt`, but the same instants."""

AGAIN: Final = 10 * MINUTE
"""Equal messages without id or time, within the same ten minutes, are one."""


@dataclass(frozen=True, slots=True)
class WriteKey:
    """The write key as basic user name, as bearer token, or as a part of the body, where browsers put it."""

    says: ClassVar[str] = "a write key"
    ours: ClassVar[bool] = True
    window: ClassVar[Duration | None] = None

    def pair(self, seed: bytes) -> Pair:
        return Pair(seed.hex(), seed.hex())

    def sign(self, webhook: Webhook, secret: str) -> Request:
        return _HEADER.sign(webhook, secret)

    def verify(self, webhook: Webhook, secrets: Sequence[str]) -> None:
        if not among(_HEADER.presented(webhook.request), secrets):
            _check_body_key(webhook.request, secrets)


_HEADER: Final = BasicUser()

SIGNATURE: Final = WriteKey()


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a message, but one for all heartbeats of a video's milestone. Raises Unreadable."""
    envelope = body.record(body.document(webhook.request.body))
    return watched.once(_said(webhook, envelope))


def accepted(webhook: Webhook) -> Answer:  # noqa: ARG001 - the same for all
    """RudderStack's clients take only 200 with a JSON body for a success, and send again after other 2xx."""
    return answers.document(200, {"success": True})


def _said(webhook: Webhook, envelope: Mapping[str, Json]) -> Iterator[Activity]:
    sent_at = body.iso(envelope.get("sentAt"))
    for message in _messages(webhook.request.path, envelope):
        context = body.part(message.get("context"))
        reading = SAYINGS.get((body.text(message.get("type")) or "").lower())
        if reading and (said := reading(message, context)):
            lead = tracked.keys(message, context)
            at = _occurred_at(message, sent_at or body.iso(message.get("sentAt")), webhook.received_at)
            yield Activity(
                id=_id(webhook, message, said, lead, at),
                lead=lead,
                type=said.type,
                occurred_at=at,
                received_at=webhook.received_at,
                source=webhook.sender.name,
                properties=_properties(webhook, said),
                traits=said.traits,
                raw={name: value for name, value in message.items() if name != "writeKey"},
            )


def _messages(path: str, envelope: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    last = path.rstrip("/").rpartition("/")[2]
    call = SHORT.get(last, last)
    if call == BATCH or (call not in SAYINGS and BATCH in envelope):
        shared = {name: body.part(envelope.get(name)) for name in SHARED if envelope.get(name)}
        return [{**message, **_completed(message, shared)} for message in body.records(envelope.get(BATCH))]
    return [{**envelope, "type": body.text(envelope.get("type")) or call}]


def _completed(message: Mapping[str, Json], shared: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    return {name: {**told, **tracked.present(message.get(name))} for name, told in shared.items()}


def _properties(webhook: Webhook, said: tracked.Said) -> Mapping[str, Json]:
    if webhook.sender.trust is Trust.SERVER or said.type == Kind.IDENTITY_STATED:
        return said.properties
    # the visitor's own browser calls; a server states the visitor's
    return {"ip": webhook.request.ip, **said.properties}


def _id(webhook: Webhook, message: Mapping[str, Json], said: tracked.Said, lead: Keys, at: Instant) -> str:
    if said.type == Kind.VIDEO_WATCHED:
        return digest(webhook.sender.name, *watched.known_by(lead, said.properties, at))
    if stated := body.text(message.get("messageId")):
        return digest(webhook.sender.name, stated)
    lasting = {name: value for name, value in message.items() if name not in ("sentAt", "writeKey")}
    content = body.canonical(lasting)
    return digest(webhook.sender.name, content, "" if message.get("timestamp") else str(webhook.received_at // AGAIN))


def _occurred_at(message: Mapping[str, Json], sent_at: Instant | None, received_at: Instant) -> Instant:
    stated = body.iso(message.get("timestamp")) or body.iso(message.get("originalTimestamp"))
    if stated is None:
        return received_at
    if sent_at is None or sent_at < stated or abs(received_at - sent_at) < CLOCK_TOLERANCE:
        return stated
    return body.believable(received_at - (sent_at - stated)) or stated


def _check_body_key(request: Request, secrets: Sequence[str]) -> None:
    try:
        presented = body.record(body.document(body.unpacked(request).body)).get("writeKey")
    except Refused as error:
        raise NotAuthenticated("the key is missing or wrong") from error
    if not isinstance(presented, str) or not among(presented, secrets):
        raise NotAuthenticated("the key is missing or wrong")
