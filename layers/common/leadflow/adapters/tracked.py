"""What the calls of the Segment spec say, as activities.

https://segment.com/docs/connections/spec/
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from leadflow.adapters import body
from leadflow.domain.activity import Kind
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json

Fields = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Said:
    """What one call says."""

    type: str
    properties: Fields = field(default_factory=dict)
    traits: Fields = field(default_factory=dict)


Reading = Callable[[Fields, Fields], Said | None]
"""Reads a message with its context; None where it says nothing of a lead."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the spec: our type, and the names that our properties may have there, the best first."""

    type: str
    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_VIDEO: Final = Event(Kind.VIDEO_WATCHED, {"asset": ("asset_id", "content_asset_id", "title")})
_DOWNLOAD: Final = Event(
    Kind.ASSET_DOWNLOADED, {"asset": ("asset", "file", "file_name", "filename", "name", "title", "url")}
)
_LOGIN: Final = Event("product.login")

EVENTS: Final[Mapping[str, Event]] = {
    "video content started": _VIDEO,
    "video content playing": _VIDEO,
    "video content completed": _VIDEO,
    "video playback completed": _VIDEO,
    "asset downloaded": _DOWNLOAD,
    "file downloaded": _DOWNLOAD,
    "products searched": Event(Kind.SEARCH_PERFORMED, {"term": ("query", "term")}),
    "form submitted": Event(Kind.FORM_SUBMITTED, {"form": ("form", "form_id", "form_name", "name", "id")}),
    "signed in": _LOGIN,
    "logged in": _LOGIN,
}
"""By case-folded name, since libraries differ in case. Any other event is `product.<its name>`."""

TYPES: Final = frozenset(
    {Kind.PAGE_VIEWED, Kind.IDENTITY_STATED, "product.*", *(event.type for event in EVENTS.values())}
)
"""The types of activity (globs) that any call can become."""

PERSON: Final[Mapping[str, str]] = {"firstName": "first_name", "lastName": "last_name"}
"""Traits of the spec that we call otherwise."""

COMPANY: Final[Mapping[str, str]] = {
    "name": "company",
    "employee_count": "employees",
    "employees": "employees",
    "industry": "industry",
    "website": "website",
    "plan": "plan",
}
"""Of a company's traits those that are the lead's too; its phone and address are not the lead's."""

NAME_LIMIT: Final = 64


def track(message: Fields, context: Fields) -> Said | None:
    """What somebody did; nothing where the event has no name."""
    name = " ".join((body.text(message.get("event")) or "").casefold().split())
    properties = _properties(message, context)
    if event := EVENTS.get(name):
        for ours, names in event.found.items():
            if stated := next((text for theirs in names if (text := body.text(properties.get(theirs)))), None):
                properties[ours] = stated
        if event is _VIDEO:
            properties["percent"] = _percent(name, properties)
        return Said(event.type, properties)
    slug = re.sub(r"\W+", "_", name)[:NAME_LIMIT].strip("_")
    return Said(f"product.{slug}", properties) if slug else None


def page(message: Fields, context: Fields) -> Said:
    """A page, or the screen of an app, that somebody saw."""
    properties = _properties(message, context)
    stated = {name: value for name in ("name", "category") if (value := body.text(message.get(name)))}
    return Said(Kind.PAGE_VIEWED, {**properties, **stated})


def identify(message: Fields, context: Fields) -> Said:
    """Who somebody is. RudderStack's clients put the traits into the context."""
    return Said(Kind.IDENTITY_STATED, traits=_traits(context, message))


def group(message: Fields, context: Fields) -> Said:
    """Which company somebody belongs to."""
    return Said(Kind.IDENTITY_STATED, traits={**_traits(context), **_company(_stated(message.get("traits")))})


def alias(message: Fields, context: Fields) -> Said:  # noqa: ARG001 - the keys are what it states
    """Two names of one person."""
    return Said(Kind.IDENTITY_STATED)


def keys(message: Fields, context: Fields) -> Keys:
    """Whom a message is about. The email is a trait (never a company's), or the user id itself."""
    user = body.key(message.get("userId"))
    stated = body.part(message.get("traits")) if _type(message) != "group" else {}
    email = body.email(stated.get("email")) or body.email(body.part(context.get("traits")).get("email"))
    own = body.email(user)
    anonymous = body.key(message.get("anonymousId")) or (
        body.key(message.get("previousId")) if _type(message) == "alias" else None
    )
    return Keys(email=email or own, user_id=None if own else user, anonymous_id=anonymous)


def _type(message: Fields) -> str:
    return (body.text(message.get("type")) or "").lower()


def _traits(*holders: Fields) -> Fields:
    traits: dict[str, Json] = {}
    for holder in holders:
        stated = _stated(holder.get("traits"))
        traits.update({PERSON.get(name, name): value for name, value in stated.items() if name != "email"})
    if company := body.part(traits.get("company")):
        traits.update({"company": None, **_company(company)})
    return _stated(traits)


def _company(stated: Fields) -> Fields:
    return {ours: value for name, ours in COMPANY.items() if (value := stated.get(name)) is not None}


def _stated(value: Json) -> dict[str, Json]:
    return {name: stated for name, stated in body.part(value).items() if stated is not None}


def _properties(message: Fields, context: Fields) -> dict[str, Json]:
    properties = _stated(message.get("properties"))
    place = body.part(context.get("page"))
    found = {
        "url": place.get("url"),
        "title": place.get("title"),
        "referrer": place.get("referrer"),
        "user_agent": context.get("userAgent"),
        "ip": context.get("ip"),
        "campaign": body.part(context.get("campaign")).get("name"),
    }
    for name, value in found.items():
        if (stated := body.text(value)) and name not in properties:
            properties[name] = stated
    if "campaign" not in properties and (campaign := _campaign(body.text(properties.get("url")))):
        properties["campaign"] = campaign
    return properties


def _campaign(url: str | None) -> str | None:
    try:
        return parse_qs(urlsplit(url or "").query, max_num_fields=200).get("utm_campaign", [None])[0]
    except ValueError:  # no address, or more parameters than any page has
        return None


def _percent(name: str, properties: Fields) -> float:
    if name.endswith("completed"):
        return 100.0
    stated, position, length = (_number(properties.get(key)) for key in ("percent", "position", "total_length"))
    share = stated if stated is not None else 100 * (position or 0.0) / length if length else 0.0
    return round(min(max(share, 0.0), 100.0), 2)


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
