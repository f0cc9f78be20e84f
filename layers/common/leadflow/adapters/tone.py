"""How a message sounds: the same marks and headings in every channel that people read."""

from typing import Final

from leadflow.domain.automation import Change
from leadflow.domain.message import Message
from leadflow.domain.reasons import Reason
from leadflow.domain.wording import words

MARKS: Final = {Change.ENTERED: "🟢", Change.LEFT: "⚪", Change.BECAME: "🔵", Change.OCCURRED: "🔔"}
TAKEN_BACK: Final = "↩️"

PENDING: Final = "CRM record pending"
"""Stands where the link to the record will be in later messages: none leads nowhere."""


def over(message: Message) -> bool:
    """Whether the news is that something is no longer so."""
    return message.taken_back or message.change is Change.LEFT


def why(message: Message) -> str:
    """The heading of the reasons."""
    return f"Why {words(message.reasons.score)} is {'still ' if over(message) else ''}{message.reasons.value}"


def summary(message: Message) -> str:
    """The news, its strongest reason and the next step in one line, for notifications and previews."""
    first = message.reasons.told[:1]
    reason = f"{points(first[0])} {first[0].what}" if first and not over(message) else ""
    step = message.cause if message.taken_back else message.next
    return " · ".join(filter(None, (message.headline, reason, step)))


def lately(message: Message) -> str:
    """The heading of what the person did."""
    return "Last seen" if over(message) else "Also lately"


def points(reason: Reason) -> str:
    """The points with their sign."""
    return f"{'+' if reason.points >= 0 else '−'}{abs(reason.points)}"  # noqa: RUF001 a minus as wide as the plus
