"""How instants, names and deeds are put into words for people."""

import unicodedata
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.instant import DAY, HOUR, MINUTE, Instant
from leadflow.domain.json import Json

LONG: Final = 80
"""Characters that one name or title may take in a message."""

DEEDS: Final[Mapping[str, tuple[str, str | None, str]]] = {
    Kind.EMAIL_CLICKED: ("opened {} from an email", "url", "followed a link in an email"),
    Kind.EMAIL_REPLIED: ("replied to “{}”", "subject", "replied to an email"),
    Kind.EMAIL_UNSUBSCRIBED: ("unsubscribed", None, "unsubscribed"),
    Kind.EMAIL_COMPLAINED: ("marked an email as spam", None, "marked an email as spam"),
    Kind.FORM_SUBMITTED: ("filled in the form “{}”", "form", "filled in a form"),
    Kind.PAGE_VIEWED: ("viewed {}", "url", "viewed a page"),
    Kind.ASSET_DOWNLOADED: ("downloaded “{}”", "asset", "downloaded a document"),
    Kind.VIDEO_WATCHED: ("watched “{}”", "asset", "watched a video"),
    Kind.SEARCH_PERFORMED: ("searched for “{}”", "term", "searched the site"),
    Kind.MEETING_BOOKED: ("booked a meeting", None, "booked a meeting"),
    Kind.MEETING_CANCELED: ("canceled a meeting", None, "canceled a meeting"),
    Kind.EVENT_REGISTERED: ("signed up for “{}”", "asset", "signed up for an event"),
    Kind.EVENT_ATTENDED: ("attended “{}”", "asset", "attended an event"),
    Kind.SOCIAL_ENGAGED: ("engaged on {}", "network", "engaged on social media"),
}
"""What people do: the words, the property that fills them, the words without it. Nothing else is a deed."""

_PRODUCT: Final = "product."
_WEEK: Final = 7 * DAY
_MONTH: Final = 30 * DAY

_UNITS: Final = (
    (_MONTH, 10 * _WEEK, "month"),
    (_WEEK, 3 * _WEEK, "week"),
    (DAY, DAY, "day"),
    (HOUR, HOUR, "hour"),
    (MINUTE, MINUTE, "minute"),
)
"""Each unit with the least age that is told in it."""


def ago(at: Instant, now: Instant) -> str:
    """How long ago it was: just now, 5 minutes ago, 2 hours ago, 3 days ago."""
    age = now - at
    for size, least, unit in _UNITS:
        if age >= least:
            return f"{counted(age // size, unit)} ago"
    return "just now"


def counted(count: int, unit: str) -> str:
    """The count with its unit: 1 day, 2 days."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def times(count: int) -> str:
    """How often, where it is worth saying: nothing for once."""
    return "" if count == 1 else " twice" if count == 2 else f" {count} times"  # noqa: PLR2004 the word for two


def words(name: str) -> str:
    """A name of the lead model as people say it: sales_ready is sales ready."""
    return clean(name.replace("_", " "), LONG)


def clean(value: Json, most: int = LONG) -> str:
    """Text from outside as one line of at most so many characters; empty where it is no text and no number.

    What cannot be seen (control characters, zero-width ones, direction marks) goes; text that runs from right
    to left is isolated, so that it does not reorder what stands beside it. Markup is the channel's to escape.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    start = str(value)[: 4 * most]
    short = clip(" ".join("".join(map(_seen, unicodedata.normalize("NFC", start))).split()), most)
    return (
        f"\u2068{short}\u2069" if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in short) else short
    )


def clip(text: str, most: int) -> str:
    """The text where it is no longer than that, else its beginning and an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _seen(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Zs", "Zl", "Zp"} or letter in "\t\r\n\v\f":
        return " "
    return "" if category.startswith("C") else letter


def deed(activity: Activity) -> str | None:
    """What the activity was, in words; None where no person did it, or it says nothing to a person."""
    if activity.machine is not None:
        return None
    if activity.type.startswith(_PRODUCT):
        return f"used the product: {words(activity.type.removeprefix(_PRODUCT))}"
    if activity.type not in DEEDS:
        return None
    phrase, name, otherwise = DEEDS[activity.type]
    told = None if name is None else activity.properties.get(name)
    thing = page(told) if name == "url" else clean(told)
    return phrase.format(thing) if thing else otherwise


def page(url: Json) -> str:
    """Where an address leads, as people read it: host and path; the query may hold what is private."""
    if not isinstance(url, str):
        return ""
    try:
        parts = urlsplit(url)
        place = (parts.hostname or "").removeprefix("www.") + unquote(parts.path)
    except ValueError:
        return ""
    return clean(place.rstrip("/"))
