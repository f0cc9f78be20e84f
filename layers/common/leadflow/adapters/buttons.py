"""The buttons under a message in Slack, and what comes back when somebody uses one.

A rejection's reason is chosen from a list, since a dialog would need a token of the app's. The block's own id says
which news it is, and of which automation: no name, no address.

https://docs.slack.dev/reference/block-kit/blocks/actions-block
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from leadflow.domain.activity import Kind
from leadflow.domain.decision import REASONS, SNOOZES
from leadflow.domain.instant import Duration
from leadflow.domain.json import Json
from leadflow.domain.wording import clean

ACCEPT: Final = "leadflow.accept"
REJECT: Final = "leadflow.reject"
SNOOZE: Final = "leadflow.snooze"

KINDS: Final[Mapping[str, Kind]] = {
    ACCEPT: Kind.SALES_ACCEPTED,
    REJECT: Kind.SALES_REJECTED,
    SNOOZE: Kind.SALES_SNOOZED,
}

ID_LIMIT: Final = 255
VALUE_LIMIT: Final = 150

_REFERENCE: Final = re.compile(r"(?P<automation>\S+) (?P<news>[A-Za-z0-9_-]{22}\.[0-9]{1,20}\.\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was chosen: of which news, by which automation's message; a reason with a rejection, else for how long."""

    automation: str
    news: str
    kind: Kind
    reason: str = ""
    lasts: Duration | None = None


def buttons(automation: str, news: str) -> Iterable[Json]:
    """The block with them; none where names are so long that its id does not fit into what Slack takes."""
    reference = f"{automation} {news}"
    if len(reference) <= ID_LIMIT:
        accept = {
            "type": "button",
            "action_id": ACCEPT,
            "text": _plain("Accept"),
            "style": "primary",
            "value": "accept",
        }
        choices = (_choice(REJECT, "Reject …", REASONS), _choice(SNOOZE, "Snooze …", SNOOZES))
        yield {"type": "actions", "block_id": reference, "elements": [accept, *choices]}


def pressed(action: Mapping[str, Json]) -> Pressed | None:
    """What was chosen by an action of a click; None where that is none of our buttons, or nothing was chosen."""
    found = _REFERENCE.fullmatch(_text(action.get("block_id")))
    kind = KINDS.get(_text(action.get("action_id")))
    if found is None or kind is None:
        return None
    option = action.get("selected_option")
    chosen = clean(_text(option.get("value")), VALUE_LIMIT) if isinstance(option, Mapping) else ""
    reason = chosen if kind is Kind.SALES_REJECTED else ""
    lasts = SNOOZES.get(chosen) if kind is Kind.SALES_SNOOZED else None
    complete = kind is Kind.SALES_ACCEPTED or reason or lasts
    return Pressed(found["automation"], found["news"], kind, reason, lasts) if complete else None


def _choice(action: str, shown: str, options: Iterable[str]) -> Json:
    listed: list[Json] = [{"text": _plain(each.capitalize()), "value": each} for each in options]
    return {"type": "static_select", "action_id": action, "placeholder": _plain(shown), "options": listed}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
