"""What is delivered: webhooks of clicks, signed as SendGrid signs them, of many leads or of one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from leadflow.application.webhook import Request
from leadflow.domain.instant import HOUR, SECOND, Instant, parse
from leadflow.domain.json import Json
from local.samples import sample, signed, signing_secret

START: Final = parse("2026-03-02T12:00:00Z")
SOURCE: Final = "newsletter"


class Stage(StrEnum):
    """What the leads have done before."""

    NEW = "new"  # nothing: the first that is heard of them
    KNOWN = "known"  # they did as much an hour before
    AGAIN = "again"  # just this: the same webhooks are delivered a second time


@dataclass(frozen=True, slots=True)
class Mix:
    """So many webhooks of so many activities each, of as many leads, or all of one webhook of one lead."""

    activities: int
    webhooks: int
    one_lead: bool = False

    @property
    def name(self) -> str:
        if self.activities == 1:
            return "1 activity"
        return f"{self.activities:,} of {'one lead' if self.one_lead else f'{self.activities:,} leads'}"

    @property
    def total(self) -> int:
        """Activities in all."""
        return self.activities * self.webhooks

    def deliver(self, stage: Stage) -> "Sequence[Request]":
        """The stage's webhooks."""
        return [self._webhook(number, arrival(stage)) for number in range(self.webhooks)]

    def _webhook(self, webhook: int, at: Instant) -> Request:
        events = [self._event(webhook, number, at) for number in range(self.activities)]
        plain = replace(CLICK.request, body=json.dumps(events).encode())
        return signed(CLICK.sender, plain, signing_secret("sendgrid", SOURCE), at)

    def _event(self, webhook: int, number: int, at: Instant) -> dict[str, Json]:
        click: dict[str, Json] = json.loads(CLICK.request.body)[0]
        second = at // SECOND - number
        lead = 0 if self.one_lead else number
        return {
            **click,
            "email": f"lead-{webhook}-{lead}@nordlys.example",
            "timestamp": second,
            "sg_event_id": f"sg-event-{webhook}-{second}-{number}",
            "sg_message_id": f"{webhook}-{second}.filter0001.16648.5515E0B88.0",
        }


CLICK: Final = sample("sendgrid", "click")

MIXES: Final = (Mix(1, 10), Mix(20, 5), Mix(20, 5, one_lead=True), Mix(1000, 1), Mix(1000, 1, one_lead=True))


def arrival(stage: Stage) -> Instant:
    """When the stage's webhooks arrive; those of AGAIN are the very same as those of KNOWN."""
    return START if stage is Stage.NEW else Instant(START + HOUR)
