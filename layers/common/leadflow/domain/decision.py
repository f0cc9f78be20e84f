"""What somebody of sales decides of a lead by the buttons under a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys, digest
from leadflow.domain.instant import DAY, Duration, Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.team import Member

REASONS: Final = ("not a fit", "wrong timing", "bad contact data", "already a customer", "student or job seeker")
"""Why a lead is rejected."""

SNOOZES: Final[Mapping[str, Duration]] = {
    "1 day": Duration(DAY),
    "3 days": Duration(3 * DAY),
    "1 week": Duration(7 * DAY),
    "2 weeks": Duration(14 * DAY),
    "1 month": Duration(30 * DAY),
}
"""For how long a lead is put off."""

SNOOZED_UNTIL: Final = "snoozed_until"
"""The trait that holds until when; a model that names it has the lead back by itself."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`kind` is what was decided of the lead that the news is of, under the message of that automation.

    `by` is who it was, as the channel calls them, `at` when, `shown_at` when the message was sent. A rejection has a
    `reason`, a snooze an end. `callback` is the address at which the message can be changed for a while, a secret.
    `trace` is the id of the webhook that told it.
    """

    source: str
    automation: str
    news: str
    kind: Kind
    by: str
    at: Instant
    received_at: Instant
    shown_at: Instant
    reason: str = ""
    until: Instant | None = None
    callback: str = field(default="", repr=False)
    trace: str = ""


def told(decision: Decision, keys: Keys, team: Mapping[str, Member]) -> Activity:
    """The activity that the decision is, of the lead with these keys; who decides so twice has done it once."""
    who = next((address for address, member in team.items() if member.slack == decision.by), decision.by)
    properties: dict[str, Json] = {"by": who, "automation": decision.automation, "news": decision.news}
    properties |= {"reason": decision.reason} if decision.reason else {}
    end = None if decision.until is None else iso(decision.until)
    return Activity(
        id=digest(decision.source, decision.news, decision.kind, decision.by),
        lead=Keys(**dict(keys.all[:1])),
        type=decision.kind,
        occurred_at=decision.at,
        received_at=decision.received_at,
        source=decision.source,
        properties=properties if end is None else {**properties, "until": end},
        traits={} if end is None else {SNOOZED_UNTIL: end},
    )
