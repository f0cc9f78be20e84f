"""What people are told of a transition: who, why, what else, and what to do; the same for every channel."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.activity import Activity
from leadflow.domain.automation import Automation, Change, Upsert
from leadflow.domain.crm_record import DELETED, record_page
from leadflow.domain.facts import Facts
from leadflow.domain.happening import happened, headline
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.news import Evidence, News
from leadflow.domain.owner import OWNER
from leadflow.domain.owner import owner as owner_of
from leadflow.domain.reasons import Reasons, reasons
from leadflow.domain.since import Since, since
from leadflow.domain.standing import Standing
from leadflow.domain.transition import Cause
from leadflow.domain.wording import LONG, ago, clean, clip, deed, times, words

FACTS: Final = 8
"""So many figures and labels are shown."""

DEEDS: Final = 4
"""So many of the lead's other deeds are told."""

CAUSES: Final[Mapping[Cause, str]] = {
    Cause.ACTIVITY: "after new activity",
    Cause.TIME: "as time passed",
    Cause.VOID: "since somebody took back, or gave back, what had counted",
    Cause.MACHINE: "after new evidence of what a machine had done",
    Cause.MODEL: "by a new lead model",
    Cause.JOIN: "since what was known under two keys is one lead's",
    Cause.IMPORT: "by what was imported",
}

TAKEN_BACK: Final[Mapping[Cause, str]] = {
    Cause.VOID: "since somebody took back what had counted",
    Cause.MACHINE: "since what had counted turned out to be a machine's",
    Cause.JOIN: "since what had counted turned out to be somebody else's",
}

_ADDRESS: Final = 254
"""The longest email address there is (RFC 5321)."""

_ADVICE: Final = 300
_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is, as far as is known; unknown is empty. `called` is never empty."""

    called: str
    name: str
    title: str
    company: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or label: readiness, 83 of 100; persona, decision maker."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose lead it is: the address, and the id in Slack, empty where the team has none."""

    address: str
    slack: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. Every text is one line, of limited length, and without markup: that is the channel's.

    `id` is the news' own, the same over every retry; `change` gives the tone; `cause` says how it came about. With
    `taken_back` it says that what the same automation had told last should not have been told. `since` is what has
    changed from when anybody was told of the lead before, `record` the address of its record in the CRM, if it has one;
    `pending` says that one is being made.
    """

    id: str
    change: Change
    headline: str
    person: Person
    facts: tuple[Fact, ...]
    reasons: Reasons
    lately: tuple[str, ...]
    next: str
    cause: str
    at: Instant
    taken_back: bool = False
    since: Since | None = None
    record: str = ""
    owner: Owner | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message is about: the news, the lead as it is now, and its recent activities, latest first.

    `last` is the news of the lead that somebody was told before, `owner` the address of whoever got it with this news.
    """

    news: News
    lead: Lead
    recent: Sequence[Activity]
    last: News | None = None
    owner: str | None = None


def compose(matter: Matter, automation: Automation, model: LeadModel, now: Instant) -> Message:
    """The message that the automation sends of the matter."""
    news = matter.news
    facts = Facts(model, matter.lead, Standing(), now)
    someone = person(facts)
    why = reasons(news.evidence.explanation, model, now)
    back = automation.name in news.transition.takes_back
    record = record_page(facts)
    said = headline(someone.called, news.transition, model)
    owner = _owner(matter, model)
    return Message(
        id=news.id,
        change=news.transition.change,
        headline=f"Taken back: {said}" if back else said,
        person=someone,
        facts=tuple(_facts(news, why, model))[:FACTS],
        reasons=why,
        lately=tuple(_lately(_human(matter), why.activities, now))[:DEEDS],
        next="" if back else advice(automation.next or "", facts, news.evidence, someone, owner),
        cause=f"{happened(news.transition)} {(TAKEN_BACK if back else CAUSES)[news.transition.cause]}",
        at=news.transition.at,
        taken_back=back,
        since=since(matter.last, news, now),
        record=record,
        owner=owner,
        pending=not (record or back) and _comes(automation, facts),
    )


def _comes(automation: Automation, facts: Facts) -> bool:
    """Whether the automation makes a record of a lead that has none."""
    unmet = facts.lead.keys.crm_id is None or facts.trait(DELETED) is True
    return unmet and any(isinstance(each, Upsert) for each in automation.do)


def _owner(matter: Matter, model: LeadModel) -> Owner | None:
    address = matter.owner or owner_of(matter.lead)
    if address is None:
        return None
    member = model.team.get(address)
    return Owner(clean(address, _ADDRESS), "" if member is None else member.slack)


def person(facts: Facts) -> Person:
    """The lead as people are introduced."""

    def known(name: str) -> str:
        return clean(facts.trait(name))

    name = known("name") or clean(" ".join(filter(None, (known("first_name"), known("last_name")))))
    company = known("company")
    email = clean(facts.lead.keys.email, _ADDRESS)
    called = name or clip(email, LONG) or (f"Somebody at {company}" if company else "Somebody not yet known by name")
    return Person(called, name, known("title"), company, email, known("phone"))


def advice(text: str, facts: Facts, evidence: Evidence, someone: Person, owner: Owner | None = None) -> str:
    """The suggested next step with its placeholders filled in; what is unknown is paraphrased, no gap.

    Scores and labels are those of the news.
    """
    known = {"name": someone.called, "company": someone.company, "email": someone.email}
    known |= {} if owner is None else {OWNER: owner.address}
    known |= {name: f"{round(score)}" for name, score in evidence.scores.items() if score is not None}
    known |= {name: words(label) for name, label in evidence.classes.items() if label is not None}

    def fill(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        judged = name in facts.scores or name in facts.classes
        told = known.get(name, "" if judged else clean(facts.trait(name)))
        return told or _paraphrase(name, someone)

    return clip(_PLACEHOLDER.sub(fill, clean(text, _ADVICE)), _ADVICE)


def _paraphrase(name: str, someone: Person) -> str:
    return someone.called if name == "first_name" else f"their {words(name.replace('.', ' '))}"


def _facts(news: News, why: Reasons, model: LeadModel) -> Iterator[Fact]:
    evidence = news.evidence
    for name, value in sorted(evidence.scores.items(), key=lambda score: score[0] != why.score):
        if value is not None:
            shown = why.value if name == why.score else round(value)
            yield Fact(words(name).capitalize(), f"{shown}{_scale(name, model)}")
    for name, label in evidence.classes.items():
        if label is not None:
            yield Fact(words(name).capitalize(), words(label))
    told = None if news.transition.change is Change.OCCURRED else news.transition.of
    if also := [words(name) for name in evidence.segments if name != told]:
        yield Fact("Also", clean(", ".join(also), 2 * LONG))


def _scale(name: str, model: LeadModel) -> str:
    """Of how many points, where that can be said."""
    score = model.scores.get(name)
    if score is None or score.range.low != 0 or not math.isfinite(score.range.high):
        return ""
    return f" of {round(score.range.high)}"


def _human(matter: Matter) -> Iterator[Activity]:
    """The recent activities that count: neither taken back nor a machine's."""
    return (activity for activity in matter.recent if matter.lead.counts(activity.id))


def _lately(recent: Iterable[Activity], told: frozenset[str], now: Instant) -> Iterator[str]:
    """What else people do, latest first, each deed once."""
    found: dict[str, list[Instant]] = {}
    for activity in recent:
        if activity.id not in told and activity.at <= now and (what := deed(activity)) is not None:
            found.setdefault(what, []).append(activity.at)
    for what, instants in found.items():
        yield f"{what}{times(len(instants))}, {ago(max(instants), now)}"
