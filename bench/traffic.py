"""What is delivered where dollars are counted: clicks of 1 KB each, by leads that have clicked twenty times before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from bench.mixes import CLICK, SOURCE, START
from leadflow.application.webhook import Request
from leadflow.domain.instant import DAY, HOUR, SECOND, Instant
from leadflow.domain.json import Json
from local.samples import signed, signing_secret

SIZE: Final = 1_000
"""Bytes of an activity as its sender tells of it."""

BEFORE: Final = 20
"""Clicks that each lead has made before, two in each mail, one mail every other day."""

LEADS: Final = 20
BLOG: Final = "https://www.acme.example/blog/how-we-answer"
SERVICES: Final = "https://www.acme.example/services/sla"
"""A second look at it within 60 days enters a segment of the model at the top."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Webhooks of one click of each of these leads, each webhook of leads of its own."""

    name: str
    leads: Sequence[int]
    page: str = BLOG

    def past(self, webhook: int, clicks: int) -> Request:
        """What the leads of a webhook have done before, as a webhook: so many clicks each."""
        told = [_old(webhook, lead, number) for lead in sorted(set(self.leads)) for number in range(clicks)]
        return _request(told, START)

    def webhook(self, number: int, at: Instant) -> Request:
        """One of them."""
        places = enumerate(self.leads)
        return _request(
            [_click(f"{number}-{lead}", f"new-{place}", at // SECOND - place, self.page) for place, lead in places], at
        )


MIXES: Final = (
    Traffic("20 of 20 leads", range(LEADS)),
    Traffic("20 of one lead", [0] * LEADS),
    Traffic("half of each", [*range(LEADS // 2), *[LEADS] * (LEADS // 2)]),
)

CROSSING: Final = Traffic("20 of 20 leads, each entering a segment", range(LEADS), SERVICES)


def _old(webhook: int, lead: int, number: int) -> Mapping[str, Json]:
    mail = number // 2
    second = (START - (2 * mail + 1) * DAY + number % 2 * HOUR) // SECOND
    page = SERVICES if number == BEFORE - 1 else BLOG
    return _click(f"{webhook}-{lead}", f"{mail}", second, page)


def _click(who: str, mail: str, second: int, page: str) -> Mapping[str, Json]:
    click: dict[str, Json] = json.loads(CLICK.request.body)[0]
    name = f"{who}-{mail}"
    mark = sha256(f"{name}-{second}".encode()).hexdigest()
    told = {
        **click,
        "email": f"lead-{who}@nordlys.example",
        "timestamp": second,
        "sg_event_id": mark[:22],
        "sg_message_id": f"{sha256(name.encode()).hexdigest()[:22]}.filter0001.16648.5515E0B88.0",
        "url": f"{page}?utm_campaign=spring-news&utm_source=newsletter",
        "newsletter": {
            "newsletter_user_list_id": "10557865",
            "newsletter_id": "1943530",
            "newsletter_send_id": "2308608",
        },
    }
    room = SIZE - len(json.dumps([told, told])) // 2
    return {**told, "recipient": (mark * 8)[: max(room - len(', "recipient": ""'), 0)]}


def _request(told: Sequence[Mapping[str, Json]], at: Instant) -> Request:
    plain = replace(CLICK.request, body=json.dumps(told).encode())
    return signed(CLICK.sender, plain, signing_secret("sendgrid", SOURCE), at)
