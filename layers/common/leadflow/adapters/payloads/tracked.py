"""What the calls of the Segment spec say, as activities.

https://www.twilio.com/docs/segment/connections/spec
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.payloads import body, campaigns, semantic, watched
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

TYPES: Final = frozenset(
    {Kind.PAGE_VIEWED, Kind.IDENTITY_STATED, "product.*", *(event.type for event in semantic.EVENTS.values())}
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

CAMPAIGN: Final[Mapping[str, str]] = {
    "name": "campaign",
    "source": "utm_source",
    "medium": "utm_medium",
    "term": "utm_term",
    "content": "utm_content",
}
"""The parts of `context.campaign`, each with our property."""

NAME_LIMIT: Final = 64


def track(message: Fields, context: Fields) -> Said | None:
    """What somebody did; nothing where the event has no name, or nobody did it."""
    name, properties = semantic.name(message.get("event")), _properties(message, context)
    if event := semantic.EVENTS.get(name):
        stated = {**properties, **event.stated(properties)}
        if event.type == Kind.VIDEO_WATCHED:
            stated = {**watched.lasting(stated), "percent": watched.milestone(name, properties)}
        return Said(event.type, stated)
    slug = re.sub(r"\W+", "_", name)[:NAME_LIMIT].strip("_")
    return Said(f"product.{slug}", properties) if slug and name not in semantic.NOBODYS else None


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
    company = {"group_id": body.text(message.get("groupId")), **_company(body.part(message.get("traits")))}
    return Said(Kind.IDENTITY_STATED, traits={**_traits(context), **present(company)})


def alias(message: Fields, context: Fields) -> Said:  # noqa: ARG001 - the keys are what it states
    """Two names of one person."""
    return Said(Kind.IDENTITY_STATED)


def keys(message: Fields, context: Fields) -> Keys:
    """Whom a message is about. The email is a trait (never a company's), or one of the ids itself.

    What an alias was called before is an anonymous id; where another one is stated, it is a user id. Of two user ids
    or two addresses the present one is carried, since a lead has one of each.
    """
    user, visitor = body.key(message.get("userId")), body.key(message.get("anonymousId"))
    before = body.key(message.get("previousId")) if _type(message) == "alias" else None
    if before and visitor in (None, before) and body.email(before) is None:
        visitor, before = before, None
    named = [name for name in (user, before) if name]
    addresses = [address for name in named if (address := body.email(name))]
    return Keys(
        email=_stated_email(message, context) or next(iter(addresses), None),
        user_id=next((name for name in named if body.email(name) is None), None),
        anonymous_id=visitor,
    )


def present(value: Json) -> dict[str, Json]:
    """The parts of an object that are not null: real clients send null for whatever they do not know."""
    return {name: held for name, held in body.part(value).items() if held is not None}


def _type(message: Fields) -> str:
    return (body.text(message.get("type")) or "").lower()


def _stated_email(message: Fields, context: Fields) -> str | None:
    holders = [] if _type(message) == "group" else [message.get("traits")]
    holders.append(context.get("traits"))
    event = semantic.EVENTS.get(semantic.name(message.get("event"))) if _type(message) == "track" else None
    if event and event.introduces:
        holders.append(message.get("properties"))
    return next((email for holder in holders if (email := body.email(body.part(holder).get("email")))), None)


def _traits(*holders: Fields) -> Fields:
    traits: dict[str, Json] = {}
    for holder in holders:
        found = present(holder.get("traits"))
        traits.update({PERSON.get(name, name): value for name, value in found.items() if name != "email"})
    if company := body.part(traits.get("company")):
        traits.update({"company": None, **_company(company)})
    return present(traits)


def _company(found: Fields) -> Fields:
    return {ours: value for name, ours in COMPANY.items() if (value := found.get(name)) is not None}


def _properties(message: Fields, context: Fields) -> dict[str, Json]:
    properties = present(message.get("properties"))
    place = body.part(context.get("page"))
    found: dict[str, Json] = {
        "url": place.get("url"),
        "title": place.get("title"),
        "referrer": place.get("referrer"),
        "user_agent": context.get("userAgent"),
        "ip": context.get("ip"),
    }
    places = ((properties, "link_url"), (properties, "url"), (place, "url"), (place, "search"))
    found |= _campaign(context, [holder.get(name) for holder, name in places])
    for name, value in found.items():
        if (text := body.text(value)) and properties.get(name) in (None, ""):
            properties[name] = text
    return properties


def _campaign(context: Fields, addresses: Iterable[Json]) -> dict[str, Json]:
    """What brought somebody here: by the address that says it, and by the context, which goes first."""
    found: dict[str, Json] = {}
    for address in addresses:
        if told := campaigns.stated_in(body.text(address)):
            found.update(told)
            break
    named = body.part(context.get("campaign"))
    found.update({ours: text for name, ours in CAMPAIGN.items() if (text := body.text(named.get(name)))})
    return found
