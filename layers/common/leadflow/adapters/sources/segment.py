"""The Segment HTTP tracking API, as its own clients and RudderStack's speak it.

https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import orjson

from leadflow.adapters import body, tracked
from leadflow.adapters.signatures import BasicUser, among
from leadflow.application import answers
from leadflow.application.webhook import Answer, NotAuthenticated, Refused, Request, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import digest
from leadflow.domain.instant import MINUTE, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Trust

SIGNATURE: Final = BasicUser()

SENDS: Final = tracked.TYPES

BATCH: Final = "batch"

SAYINGS: Final[Mapping[str, tracked.Reading]] = {
    "track": tracked.track,
    "page": tracked.page,
    "screen": tracked.page,
    "identify": tracked.identify,
    "group": tracked.group,
    "alias": tracked.alias,
}

CLOCK_TOLERANCE: Final = 1 * MINUTE
"""A clock is not corrected by less: a batch sent again has another `sentAt`, but the same instants."""

AGAIN: Final = 10 * MINUTE
"""Equal messages without id or time, within the same ten minutes, are one."""


def authenticate(webhook: Webhook, secrets: Sequence[str]) -> None:
    """Raises NotAuthenticated unless the write key is basic user name, bearer token or part of the body."""
    if not among(SIGNATURE.presented(webhook.request), secrets):
        _check_body_key(webhook.request, secrets)


def activities(webhook: Webhook) -> Iterator[Activity]:
    """One activity a message. Raises Unreadable."""
    envelope = body.record(body.document(webhook.request.body))
    call = webhook.request.path.rstrip("/").rpartition("/")[2]
    messages = body.records(envelope.get(BATCH)) if call == BATCH else [{"type": call, **envelope}]
    for message in messages:
        kind = message.get("type")
        if isinstance(kind, str) and (reading := SAYINGS.get(kind.lower())):
            context = {**body.part(envelope.get("context")), **body.part(message.get("context"))}
            if said := reading(message, context):
                yield _activity(webhook, envelope, message, context, said)


def accepted(webhook: Webhook) -> Answer:  # noqa: ARG001 - the same for all
    """RudderStack's clients take only 200 with a JSON body for a success, and send again after other 2xx."""
    return answers.document(200, {"success": True})


def _activity(
    webhook: Webhook,
    envelope: Mapping[str, Json],
    message: Mapping[str, Json],
    context: Mapping[str, Json],
    said: tracked.Said,
) -> Activity:
    properties = dict(said.properties)
    if webhook.sender.trust is Trust.PUBLIC and said.type != Kind.IDENTITY_STATED:
        properties.setdefault(
            "ip", webhook.request.ip
        )  # the visitor's own browser calls; a server states the visitor's
    return Activity(
        id=_id(webhook, message),
        lead=tracked.keys(message, context),
        type=said.type,
        occurred_at=_occurred_at(message, body.iso(envelope.get("sentAt")), webhook.received_at),
        received_at=webhook.received_at,
        source=webhook.sender.name,
        properties=properties,
        traits=said.traits,
        raw={name: value for name, value in message.items() if name != "writeKey"},
    )


def _id(webhook: Webhook, message: Mapping[str, Json]) -> str:
    if stated := body.text(message.get("messageId")):
        return digest(webhook.sender.name, stated)
    lasting = {name: value for name, value in message.items() if name not in ("sentAt", "writeKey")}
    content = orjson.dumps(lasting, option=orjson.OPT_SORT_KEYS, default=str).decode("utf-8")
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
