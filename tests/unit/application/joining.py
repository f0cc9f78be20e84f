"""Leads with several keys on a bench: what senders say of them, and who they turn out to be."""

from dataclasses import dataclass, replace
from itertools import permutations
from typing import Final, Self

from leadflow.application import family
from leadflow.application.archive import Archive
from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import evaluate
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Key, Keys, LeadId, lead_id
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.state import State
from tests.models import MONDAY, did, later, model
from tests.unit.application.workbench import KEY, Bench, told

SALES: Final = model(
    sources={
        "crm": {"kind": "typeform", "secret": "crm"},
        "site": {"kind": "segment", "secret": "site", "trust": "public", "origins": ["https://www.acme.example"]},
    },
    signals={
        "page": {"activity": "page.viewed"},
        "form": {"activity": "form.submitted"},
        "login": {"activity": "product.login", "keep": 2},
    },
    scores={"readiness": {"range": None, "points": {"page": 1, "form": 10, "login": 3}}},
    segments={"warm": {"score": "readiness", "at_least": 12}},
    automations={"tell": {"when": {"enters": "warm"}, "do": [{"notify": "sales"}]}},
    channels={"sales": {"slack": "sales-webhook"}},
)
"""Only the last two logins count, so that others come back where one of these turns out to be another's."""

NOW: Final = later(9)
ADA, BO, CY = "ada@a.example", "bo@b.example", "cy@c.example"


def seen(name: str, kind: str = "page.viewed", at: Instant = MONDAY, **keys: str) -> Activity:
    """What the public source tells."""
    return replace(did(name, kind, at, Keys(**keys)), source="site")


def said(
    name: str,
    kind: str = "identity.stated",
    at: Instant = MONDAY,
    properties: dict[str, Json] | None = None,
    **keys: str,
) -> Activity:
    """What the trusted source tells."""
    return replace(did(name, kind, at, Keys(**keys), properties=properties or {}), source="crm")


def merged(name: str, record: str, into: str, at: Instant = MONDAY) -> Activity:
    return said(name, "crm.contact.merged", at, {"into": into}, crm_id=record)


def parted(name: str, kind: str, key: str, at: Instant = MONDAY, *, email: str = ADA) -> Activity:
    return said(name, "identity.split", at, {"kind": kind, "key": key, "reason": "a test"}, email=email)


@dataclass
class Town(Bench):
    """A bench whose leads are asked for by any key."""

    policy: LeadModel = SALES

    def hear(self, *activities: Activity, now: Instant = NOW) -> Self:
        """Take each in by a batch of its own."""
        for each in activities:
            report = self.run(told(each), now=now)
            assert not report.reasons
            assert not report.returned
        return self

    def at(self, kind: str, value: str) -> State:
        """The lead with that key, wherever it lives."""
        found = family.whole(self.leads, lead_id((kind, value), KEY))
        assert found is not None
        return found

    def home(self, kind: str, value: str) -> Key:
        key = self.at(kind, value).kin.key
        assert key is not None
        return key

    def alone(self, kind: str, value: str) -> bool:
        return self.at(kind, value).id == id_of(kind, value)

    def did(self, kind: str, value: str) -> set[str]:
        """The activities that count for the lead with that key."""
        return set(self.at(kind, value).lead.occurrences)

    def readiness(self, kind: str, value: str) -> float | None:
        state = self.at(kind, value)
        return evaluate(Facts(self.policy, state.lead, state.standing, state.evaluated_at)).scores["readiness"]

    @property
    def archive(self) -> Archive:
        return Archive(self.leads, self.timeline, KEY, self.policy)

    @property
    def alerts(self) -> list[LeadId]:
        """The leads of whom somebody was told, once for each time."""
        return [news.lead for news in self.leads.outbox.kept.values() if news.transition.sets_off]


def id_of(kind: str, value: str) -> LeadId:
    return lead_id((kind, value), KEY)


def in_every_order(*activities: Activity) -> list[Town]:
    """As many towns, each of which has heard them in another order."""
    return [Town().hear(*order) for order in permutations(activities)]


ADA_HAS_X: Final = said("form", "form.submitted", email=ADA, anonymous_id="x")
PAGE: Final = seen("page", anonymous_id="x")
