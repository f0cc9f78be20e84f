"""Lead models and activities for tests, written the way a model file and a source would write them."""

from collections.abc import Mapping

from leadflow.adapters.sources import kinds
from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Duration, Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from leadflow.model.compile import load

ADA = Keys(email="ada@nordlys.example")
KINDS = kinds()
MONDAY = parse("2026-03-02T09:00:00Z")


def model(**sections: Json) -> LeadModel:
    """The compiled model of these sections of a model file."""
    return load({"model": "test", **sections}, KINDS)


def did(
    name: str, kind: str = "email.clicked", at: Instant = MONDAY, lead: Keys = ADA, **more: Mapping[str, Json]
) -> Activity:
    """An activity that a source has told of as it happened."""
    properties, traits = more.get("properties", {}), more.get("traits", {})
    return Activity(name, lead, kind, at, at, "newsletter", properties, traits)


def days(count: float) -> Duration:
    return Duration(round(count * DAY))


def later(count: float, start: Instant = MONDAY) -> Instant:
    """The instant so many days after `start`."""
    return Instant(start + days(count))


def facts(policy: LeadModel, *activities: Activity, now: Instant, standing: Standing | None = None) -> Facts:
    """A lead that did these things, as conditions see it at `now`."""
    return Facts(policy, fold(Lead(), activities, policy, now), standing or Standing(), now)
