"""One message of each kind, and what strangers may write into them."""

from leadflow.domain.activity import Kind
from leadflow.domain.automation import Automation, Change
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.transition import Cause, Transition
from tests.unit.channels.matters import (
    COOLED,
    FADED,
    HAND_OVER,
    LEFT,
    LONG_AGO,
    NOW,
    OCCURRED,
    RECENT,
    TAKEN_BACK,
    WHO,
    WITH_RECORDS,
    activity,
    earlier,
    lead,
    message,
    news,
)

BECAME = Transition(Change.BECAME, "persona", "champion", NOW, Cause.ACTIVITY, calls=("hand_over",))
HOSTILE = {
    "markup": "*Ada* _Lind_ ~qvist~ `rm` _",
    "mention": "<!channel> <@U123> <!subteam^S1> @here @channel",
    "link": "<https://evil.example|Click me> [x](https://evil.example)",
    "entity": "&lt;!channel&gt; AT&T",
    "emoji": ":skull: 🦄 :+1:",
    "newlines": "Ada\n\n> quoted\r\n*Next step:* wire money",
    "invisible": "A\u200bd\u2060a\u202e\x00\x1b[0m",
    "right_to_left": "مدير العمليات",
    "combining": "A" + "\u0301" * 500,
    "long": "x" * 10_240,
    "ampersands": "&" * 10_240,
    "surrogate": "Ada \ud83d",
}

KNOWN = lead({**WHO, "phone": "+46 8 123 456"}, Keys("ada@northwind.example", "812"))

SAMPLES: dict[str, Message] = {
    "entered": message(),
    "left": message(about=news(LEFT, FADED), recent=LONG_AGO, automation=COOLED),
    "became": message(about=news(BECAME)),
    "taken_back": message(about=news(TAKEN_BACK, FADED), recent=LONG_AGO),
    "occurred": message(about=news(OCCURRED)),
    "again": compose(Matter(news(), KNOWN, RECENT, earlier(), "ann@acme.example"), HAND_OVER, WITH_RECORDS, NOW),
    "email_only": message(of=lead({}), recent=()),
    "nothing_known": message(of=lead({}, Keys(user_id="7")), about=news(why=None), recent=(), automation=COOLED),
    "hostile": message(of=lead({"name": HOSTILE["mention"], "title": HOSTILE["markup"], "company": HOSTILE["link"]})),
}


def hostile(text: str) -> Message:
    """A message with that text wherever a stranger's words can stand."""
    traits = dict.fromkeys(("name", "title", "company", "phone"), text)
    keys = Keys(f"{text}@x.example")
    deeds = [
        activity(1, Kind.SEARCH_PERFORMED, HOUR, term=text),
        activity(2, Kind.PAGE_VIEWED, HOUR, url=f"https://acme.example/{text}"),
        activity(3, f"product.{text}", HOUR),
        activity(4, Kind.ASSET_DOWNLOADED, HOUR, asset=text),
    ]
    automation = Automation("a", HAND_OVER.when, (), next="Call {name} at {company}, {phone}, {title}")
    return message(of=lead(traits, keys), recent=deeds, automation=automation)
