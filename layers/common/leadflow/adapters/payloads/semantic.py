"""The events that the Segment spec and its clients' users name alike, and what each of them is to us.

https://www.twilio.com/docs/segment/connections/spec/semantic
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.activity import Kind
from leadflow.domain.json import Json


@dataclass(frozen=True, slots=True)
class Event:
    """Our type, and the names that our properties may have there, the best first.

    `fixed` are properties that follow from the event alone. `introduces` says that a property `email` is the lead's.
    """

    type: str
    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)
    introduces: bool = False

    def stated(self, properties: Mapping[str, Json]) -> dict[str, Json]:
        """The properties by our names, as far as these state them."""
        found: dict[str, Json] = dict(self.fixed)
        for ours, names in self.found.items():
            if text := next((text for theirs in names for text in _texts(properties.get(theirs))), None):
                found[ours] = text
        return found


def _texts(value: Json) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if text := body.text(each):
            yield text


_MAIL: Final[Mapping[str, tuple[str, ...]]] = {
    "message_id": ("email_id", "message_id"),
    "campaign": ("campaign_name", "campaign", "campaign_id"),
    "list": ("list_name", "list_id"),
}
_CLICK: Final[Mapping[str, tuple[str, ...]]] = {**_MAIL, "url": ("link_url", "url")}

_VIDEO: Final = Event(
    Kind.VIDEO_WATCHED,
    {"asset": ("asset_id", "content_asset_id", "content_asset_ids", "asset", "video_id", "title", "url")},
)
_DOWNLOAD: Final = Event(
    Kind.ASSET_DOWNLOADED, {"asset": ("asset", "file", "file_name", "filename", "name", "title", "url")}
)
_SEARCH: Final = Event(Kind.SEARCH_PERFORMED, {"term": ("query", "term", "search_term", "keywords")})
_FORM: Final = Event(Kind.FORM_SUBMITTED, {"form": ("form", "form_id", "form_name", "name", "id")}, introduces=True)
_GATHERING: Final = {"event": ("event", "event_name", "webinar", "webinar_name", "name", "title")}
_REGISTERED: Final = Event(Kind.EVENT_REGISTERED, _GATHERING, introduces=True)
_ATTENDED: Final = Event(Kind.EVENT_ATTENDED, _GATHERING, introduces=True)
_BOOKED: Final = Event(Kind.MEETING_BOOKED, introduces=True)
_CANCELED: Final = Event(Kind.MEETING_CANCELED)
_LOGIN: Final = Event("product.login")
_SIGN_UP: Final = Event("product.signed_up", introduces=True)
_UNSUBSCRIBED: Final = Event(Kind.EMAIL_UNSUBSCRIBED, _MAIL)

EVENTS: Final[Mapping[str, Event]] = {
    "video content started": _VIDEO,
    "video content playing": _VIDEO,
    "video content completed": _VIDEO,
    "video playback started": _VIDEO,
    "video playback completed": _VIDEO,
    "asset downloaded": _DOWNLOAD,
    "file downloaded": _DOWNLOAD,
    "document downloaded": _DOWNLOAD,
    "products searched": _SEARCH,
    "product searched": _SEARCH,
    "search performed": _SEARCH,
    "form submitted": _FORM,
    "meeting booked": _BOOKED,
    "meeting canceled": _CANCELED,
    "meeting cancelled": _CANCELED,
    "webinar registered": _REGISTERED,
    "event registered": _REGISTERED,
    "webinar attended": _ATTENDED,
    "event attended": _ATTENDED,
    "signed in": _LOGIN,
    "logged in": _LOGIN,
    "user signed in": _LOGIN,
    "user logged in": _LOGIN,
    "signed up": _SIGN_UP,
    "user signed up": _SIGN_UP,
    "email delivered": Event(Kind.EMAIL_DELIVERED, _MAIL),
    "email opened": Event(Kind.EMAIL_OPENED, _MAIL),
    "email link clicked": Event(Kind.EMAIL_CLICKED, _CLICK),
    "email bounced": Event(Kind.EMAIL_BOUNCED, _MAIL, {"bounce": "undetermined"}),  # the spec has no kinds of bounce
    "email marked as spam": Event(Kind.EMAIL_COMPLAINED, _MAIL),
    "email unsubscribed": _UNSUBSCRIBED,
    "unsubscribed": _UNSUBSCRIBED,
}
"""By case-folded name, since libraries differ in case. Any other event is `product.<its name>`."""

NOBODYS: Final = frozenset(
    {
        "video playback paused",
        "video playback interrupted",
        "video playback buffer started",
        "video playback buffer completed",
        "video playback seek started",
        "video playback seek completed",
        "video playback resumed",
        "video playback exited",
        "video ad started",
        "video ad playing",
        "video ad completed",
        "video quality updated",
        "experiment viewed",
        "push notification received",
        "application backgrounded",
        "application crashed",
    }
)
"""Events that say nothing of what somebody wants: what the player, the app or the experiment did by itself."""


def name(value: Json) -> str:
    """The name of an event as it stands in the tables; empty where it has none."""
    return " ".join((body.text(value) or "").casefold().split())
