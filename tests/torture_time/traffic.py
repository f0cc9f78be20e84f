"""What leads do, made up from a seed: a year of newsletters and what follows them, or one newsletter to very many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from tests.fragments import DAY, HOUR, SECOND, Document
from tests.oracle.clock import instant, iso

START = instant("2026-01-06T09:00:00Z")
"""A Tuesday, when newsletters go out."""

FORTNIGHT = 14 * DAY
TOGETHER = 200
"""So many activities are in one message, as `receive` sends them."""

LATE = 0.05
TWICE = 0.03
ACTIVE = 0.06
"""How many of all activities come days late, or once more; how many of a newsletter's recipients do something."""

PAGES = ("https://acme.example/pricing", "https://acme.example/blog/one", "https://acme.example/")
DEEDS = {
    "email.delivered": 25,
    "email.clicked": 25,
    "page.viewed": 35,
    "form.submitted": 4,
    "video.watched": 5,
    "identity.stated": 3,
    "sales.called": 3,
}
"""How often each comes, of a hundred."""


@dataclass(frozen=True)
class Post:
    """Activities that come in together, at that instant."""

    at: int
    activities: Sequence[Document]


@dataclass(frozen=True)
class Traffic:
    """What comes in until `end`; the same seed is the same traffic."""

    name: str
    end: int
    posts: Sequence[Post]


def year(seed: int, leads: int, days: int = 365) -> Traffic:
    """Each lead has its own few deeds, in the hours after some newsletters."""
    chance = Random(seed)  # noqa: S311 - it makes up traffic, not a secret
    posts = [post for lead in range(leads) for post in _life(lead, days, chance)]
    return Traffic("year", START + days * DAY, sorted(posts, key=lambda post: post.at))


def _life(lead: int, days: int, chance: Random) -> Iterator[Post]:
    count = max(1, round(chance.paretovariate(1.2) * 4 * days / 365))
    for number in range(min(count, 40)):
        sent = START + chance.randrange(max(1, days * DAY // FORTNIGHT)) * FORTNIGHT
        at = sent + chance.randrange(3 * HOUR)
        kind = chance.choices(list(DEEDS), list(DEEDS.values()))[0]
        late = chance.randrange(5 * DAY) if chance.random() < LATE else chance.randrange(5 * SECOND)
        deed = _activity(f"y{lead}.{number}", lead, kind, at, at + late) | _told(kind, at, chance)
        yield Post(at + late, [deed])
        if chance.random() < TWICE:
            yield Post(at + late + chance.randrange(HOUR), [deed])


def newsletter(seed: int, leads: int, days: int = 3) -> Traffic:
    """All get it in one second, which is heard of within two minutes; some of them do something in those days."""
    chance = Random(seed)  # noqa: S311 - it makes up traffic, not a secret
    mails = [_mail(lead, START + chance.randrange(SECOND), START + 2 * SECOND) for lead in range(leads)]
    posts = [
        Post(START + 2 * SECOND + place // TOGETHER * 240_000, mails[place : place + TOGETHER])
        for place in range(0, leads, TOGETHER)
    ]
    for number in range(round(leads * ACTIVE)):
        at = START + 5 * 60 * SECOND + int(chance.random() ** 2 * (days * DAY - HOUR))
        kind = chance.choice(("email.clicked", "page.viewed", "page.viewed", "form.submitted"))
        deed = _activity(f"n{number}", chance.randrange(leads), kind, at, at + SECOND) | _told(kind, at, chance)
        posts.append(Post(at + SECOND, [deed]))
    return Traffic("newsletter", START + days * DAY, sorted(posts, key=lambda post: post.at))


def _mail(lead: int, at: int, heard: int) -> Document:
    properties = {"message_id": f"news.{lead}"}
    return _activity(f"mail.{lead}", lead, "email.delivered", at, heard) | {"properties": properties}


def _told(kind: str, at: int, chance: Random) -> Document:
    """What is told of a deed beside who did it, what and when."""
    match kind:
        case "email.clicked" | "page.viewed":
            return {"properties": {"url": chance.choice(PAGES)}}
        case "video.watched":
            return {"properties": {"asset": chance.choice("ab"), "percent": chance.randrange(101)}}
        case "identity.stated":
            ahead = datetime.fromtimestamp((at + chance.randrange(120 * DAY)) / SECOND, UTC)
            return {"traits": {"renewal": f"{ahead:%Y-%m-%d}"}}
        case _:
            return {}


def _activity(name: str, lead: int, kind: str, at: int, heard: int) -> Document:
    return {
        "id": name,
        "lead": {"email": email(lead)},
        "type": kind,
        "occurred_at": iso(at),
        "received_at": iso(heard),
        "source": "newsletter" if kind.startswith("email.") else "site",
    }


def email(lead: int) -> str:
    """The address of the lead of that number."""
    return f"lead-{lead}@company-{lead % 900}.example"
