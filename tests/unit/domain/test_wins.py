"""Who is believed where the CRM and others state the same trait."""

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from tests.models import later, model
from tests.unit.domain.story import Story

FORM_SOURCE: dict[str, Json] = {"kind": "typeform", "secret": "demo-form"}
CRM_SOURCE: dict[str, Json] = {"kind": "hubspot", "secret": "crm", "url": "https://leads.acme.example/hooks/crm"}
STAGE: dict[str, Json] = {"crm.stage": {"crm": "lifecyclestage"}}


def policy(wins: Json = None, trust: str = "server", fields: dict[str, Json] | None = None) -> LeadModel:
    """Its map names the title, unless other fields are given."""
    title: Json = {"crm": "jobtitle"} if wins is None else {"crm": "jobtitle", "wins": wins}
    return model(
        sources={"demo-form": FORM_SOURCE, "crm": {**CRM_SOURCE, "trust": trust}},
        crm={"provider": "hubspot", "fields": fields or {"title": title}},
        segments={"boss": {"trait": "title", "is": "ceo"}, "named": {"trait": "crm.stage", "exists": True}},
    )


def stated(day: float, source: str, **traits: Json) -> Activity:
    at = later(day)
    keys = Keys("ada@nordlys.example")
    return Activity(f"{source} {day}", keys, "identity.stated", at, at, source, traits=traits)


CRM, FORM = stated(1, "crm", title="CFO"), stated(2, "demo-form", title="CEO")


def title(of: LeadModel, *activities: Activity) -> Json:
    return Facts(of, fold(Lead(), activities, of, later(9)), Standing(), later(9)).trait("title")


@pytest.mark.parametrize(
    ("wins", "both", "turned"),
    [
        ("crm", "CFO", "CFO 2"),
        ("us", "CEO", "CEO"),
        ("latest", "CEO", "CFO 2"),
        (None, "CEO", "CFO 2"),
    ],
)
def test_the_rule_of_the_map_decides(wins: Json, both: Json, turned: Json) -> None:
    assert title(policy(wins), CRM, FORM) == title(policy(wins), FORM, CRM) == both
    assert title(policy(wins), CRM, FORM, stated(3, "crm", title="CFO 2")) == turned


@pytest.mark.parametrize("wins", ["crm", "us", "latest"])
def test_whoever_alone_has_spoken_is_believed(wins: Json) -> None:
    assert title(policy(wins), CRM) == "CFO"
    assert title(policy(wins), FORM) == "CEO"
    assert title(policy(wins)) is None


def test_nothing_of_either_is_lost() -> None:
    lead = fold(Lead(), [CRM, FORM], policy("crm"), later(9))
    assert {name: each.value for name, each in lead.traits.items()} == {"crm:title": "CFO", "title": "CEO"}


def test_what_the_map_does_not_name_is_whoever_s_spoke_last() -> None:
    of = policy(fields=STAGE)
    assert title(of, CRM, FORM) == "CEO"
    assert title(of, FORM, stated(3, "crm", title="CFO")) == "CFO"


@pytest.mark.parametrize("source", ["demo-form", "elsewhere"])
def test_nobody_else_speaks_as_the_crm(source: str) -> None:
    lies = stated(5, source, **{"crm:title": "CEO"})
    assert title(policy("crm"), CRM, lies) == "CFO"
    assert fold(Lead(), [lies], policy("crm"), later(9)).traits == {}


def test_a_source_that_everybody_can_call_does_not_speak_for_the_crm() -> None:
    public = policy("crm", trust="public")
    assert title(public, CRM, FORM) == "CEO"


def test_another_rule_needs_no_timeline_but_other_terms_do() -> None:
    story = Story(policy("latest"))
    story.hear(CRM, FORM, now=later(3))
    assert "boss" in story.standing.segments
    story.policy = policy("crm")
    story.hear(now=later(4))
    assert story.looks == 0
    assert "boss" not in story.standing.segments
    story.policy = policy(fields=STAGE)
    story.hear(now=later(5))
    assert story.looks == 1
    assert {name: each.value for name, each in story.lead.traits.items()} == {"title": "CEO"}


def test_a_term_that_the_map_takes_in_is_sorted_by_who_said_it() -> None:
    story = Story(policy(fields=STAGE))
    story.hear(FORM, stated(3, "crm", title="CFO"), now=later(3))
    assert {name: each.value for name, each in story.lead.traits.items()} == {"title": "CFO"}
    story.policy = policy("us")
    story.hear(now=later(4))
    assert {name: each.value for name, each in story.lead.traits.items()} == {"crm:title": "CFO", "title": "CEO"}
    assert "boss" in story.standing.segments


def test_what_a_map_only_writes_out_judges_nobody_anew() -> None:
    scores: dict[str, Json] = {"fit": {"points": {"touch": 1}}}
    plain = model(scores=scores, crm={"provider": "hubspot"})
    written = model(scores=scores, crm={"provider": "hubspot", "fields": {"fit": {"crm": "fit", "wins": "us"}}})
    assert plain.fingerprint == written.fingerprint
