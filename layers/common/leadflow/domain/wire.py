"""Activities as JSON: the contract between sources, queues, files and tables."""

from collections.abc import Mapping
from typing import Final

from leadflow.domain.activity import Activity, is_kind
from leadflow.domain.identity import Keys, NoAddress, address
from leadflow.domain.instant import Instant, iso, parse
from leadflow.domain.json import Json

FIELDS: Final = frozenset(
    {"id", "lead", "type", "occurred_at", "received_at", "source", "properties", "traits", "machine", "raw"}
)
KEYS: Final = ("email", "crm_id", "user_id", "anonymous_id")


class Malformed(ValueError):
    """A JSON value is no activity; the message names the field and what was expected there."""


def to_json(activity: Activity) -> dict[str, Json]:
    """The activity as JSON, empty parts left out. Instants are ISO 8601 in UTC."""
    document: dict[str, Json] = {
        "id": activity.id,
        "lead": {name: value for name in KEYS if (value := getattr(activity.lead, name))},
        "type": str(activity.type),
        "occurred_at": iso(activity.occurred_at),
        "received_at": iso(activity.received_at),
        "source": activity.source,
    }
    if activity.properties:
        document["properties"] = activity.properties
    if activity.traits:
        document["traits"] = activity.traits
    if activity.machine is not None:
        document["machine"] = {"reason": activity.machine}
    if activity.raw is not None:
        document["raw"] = activity.raw
    return document


def from_json(document: Json) -> Activity:
    """The activity that the JSON value states; `received_at` may be absent and is then `occurred_at`.

    Raises Malformed.
    """
    if not isinstance(document, Mapping):
        raise Malformed("an activity is an object")
    if unknown := sorted(set(document) - FIELDS):
        raise Malformed(f"{unknown[0]}: no such field; there are {', '.join(sorted(FIELDS))}")
    occurred_at = _instant(document, "occurred_at")
    return Activity(
        id=_text(document, "id"),
        lead=_keys(document.get("lead")),
        type=_kind(document),
        occurred_at=occurred_at,
        received_at=_instant(document, "received_at") if "received_at" in document else occurred_at,
        source=_text(document, "source"),
        properties=_object(document, "properties"),
        traits=_object(document, "traits"),
        machine=_machine(document.get("machine")),
        raw=document.get("raw"),
    )


def _text(document: Mapping[str, Json], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{name}: a text is needed")
    return value


def _kind(document: Mapping[str, Json]) -> str:
    kind = _text(document, "type")
    if not is_kind(kind):
        raise Malformed(f"type: {kind!r} is no type of activity")
    return kind


def _instant(document: Mapping[str, Json], name: str) -> Instant:
    try:
        return parse(_text(document, name))
    except ValueError as error:
        raise Malformed(f"{name}: an ISO 8601 instant is needed, such as 2026-03-01T09:30:00Z") from error


def _object(document: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = document.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Malformed(f"{name}: an object is needed")
    return value


def _keys(value: Json) -> Keys:
    if not isinstance(value, Mapping):
        raise Malformed("lead: an object is needed, with any of email, crm_id, user_id, anonymous_id")
    if unknown := sorted(set(value) - set(KEYS)):
        raise Malformed(f"lead.{unknown[0]}: no such key; there are {', '.join(KEYS)}")
    texts = {name: text for name, text in value.items() if text not in (None, "")}
    if wrong := [name for name, text in texts.items() if not isinstance(text, str)]:
        raise Malformed(f"lead.{wrong[0]}: a text is needed")
    keys = {name: str(text) for name, text in texts.items()}
    if "email" in keys:
        keys["email"] = _address(keys["email"])
    return Keys(**keys)


def _address(text: str) -> str:
    try:
        return address(text)
    except NoAddress as error:
        raise Malformed("lead.email: not an email address") from error


def _machine(value: Json) -> str | None:
    if value is None:
        return None
    reason = value.get("reason") if isinstance(value, Mapping) else None
    if not isinstance(reason, str):
        raise Malformed("machine: an object with a text `reason` is needed")
    return reason
