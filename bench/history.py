"""A year of recorded activities, made from a seed: what mail, pages, forms and the CRM tell of very many leads."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from leadflow.domain.activity import Kind
from leadflow.domain.instant import DAY, SECOND, Duration, Instant, iso, parse
from leadflow.domain.json import Json

START: Final = parse("2025-03-02T12:00:00Z")
SPAN: Final = Duration(365 * DAY)

_PAGES: Final = ("pricing", "blog/one", "blog/two", "blog/three", "services/sla", "services/audit", "about", "")
_TITLES: Final = ("CEO", "VP Sales", "Head of Operations", "Engineer", "Student", "Director of IT")
_COUNTRIES: Final = ("no", "se", "dk", "de", "us")
_MIX: Final = {
    Kind.EMAIL_DELIVERED: 30,
    Kind.EMAIL_OPENED: 18,
    Kind.PAGE_VIEWED: 30,
    Kind.EMAIL_CLICKED: 8,
    Kind.ASSET_DOWNLOADED: 3,
    Kind.FORM_SUBMITTED: 2,
    Kind.VIDEO_WATCHED: 2,
    Kind.SEARCH_PERFORMED: 2,
    Kind.IDENTITY_STATED: 3,
    Kind.EMAIL_BOUNCED: 1,
    Kind.EMAIL_UNSUBSCRIBED: 0.3,
    Kind.SALES_CALLED: 0.7,
}
"""How often each type comes, of a hundred."""


@dataclass(frozen=True, slots=True)
class History:
    """So many activities of so many leads; the same seed is the same history. A few leads do most of it."""

    activities: int = 1_000_000
    leads: int = 50_000
    seed: int = 1

    def write(self, path: Path) -> None:
        """Write it as JSON lines, in the order of time, as an export of an archive would be."""
        with path.open("w", encoding="ascii") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in self.lines())

    def lines(self) -> Iterator[Json]:
        """Each activity as JSON."""
        chance = Random(self.seed)  # noqa: S311 - it makes up a history, not a secret
        kinds = chance.choices(list(_MIX), list(_MIX.values()), k=self.activities)
        for number, kind in enumerate(kinds):
            at = Instant(START + SPAN * number // self.activities + chance.randrange(SECOND))
            lead = int(self.leads * chance.random() ** 1.5)
            yield _activity(number, kind, lead, at, chance)


def _activity(number: int, kind: Kind, lead: int, at: Instant, chance: Random) -> Json:
    found: dict[str, Json] = {
        "id": f"{kind.value.partition('.')[0]}:{number:x}",
        "lead": {"email": f"lead-{lead}@company-{lead % 9_000}.example"},
        "type": kind.value,
        "occurred_at": iso(at),
        "received_at": iso(Instant(at + 2 * SECOND)),
        "source": "newsletter" if kind.startswith("email.") else "site",
    }
    if properties := _properties(number, kind, lead, chance):
        found["properties"] = properties
    if kind is Kind.IDENTITY_STATED:
        found["traits"] = {
            "title": _TITLES[lead % len(_TITLES)],
            "employees": lead % 500,
            "company": f"Company {lead % 9_000}",
            "country": _COUNTRIES[lead % len(_COUNTRIES)],
        }
    return found


def _properties(number: int, kind: Kind, lead: int, chance: Random) -> dict[str, Json]:
    page = f"https://www.acme.example/{chance.choice(_PAGES)}?utm_campaign=spring"
    message = {"message_id": f"message-{number % 400}-{lead}"} if kind.startswith("email.") else {}
    browser = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    own: dict[Kind, dict[str, Json]] = {
        Kind.EMAIL_CLICKED: {"url": page, **browser},
        Kind.EMAIL_BOUNCED: {"bounce": chance.choice(("hard", "soft", "soft", "soft"))},
        Kind.PAGE_VIEWED: {"url": page, "seconds": chance.randrange(300), **browser},
        Kind.ASSET_DOWNLOADED: {"asset": f"whitepaper-{number % 7}"},
        Kind.VIDEO_WATCHED: {"asset": f"webinar-{number % 5}", "percent": chance.randrange(101)},
        Kind.FORM_SUBMITTED: {"form": chance.choice(("demo", "contact", "newsletter", "newsletter"))},
        Kind.SEARCH_PERFORMED: {"term": chance.choice(("support plans", "sla", "prices", "jobs"))},
    }
    return {**own.get(kind, {}), **message}
