import pytest

from leadflow.domain.automation import Assign, Change, Enrol, Notify, Quota, Task, Trigger, Upsert, Whose, Withdraw
from leadflow.domain.calendar import Period
from leadflow.domain.conditions.standing import In
from leadflow.domain.crm import Object
from leadflow.domain.hours import Hours
from leadflow.domain.instant import DAY, parse
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.route import Colleagues, Named, Route, To, Turns
from leadflow.domain.team import Member
from leadflow.model.mistakes import BadModel
from tests.models import model

SECTIONS: dict[str, Json] = {
    "segments": {"hot": {"signal": "touch"}},
    "classes": {"stage": {"customer": {"trait": "bought", "exists": True}}},
    "accounts": {"segments": {"committee": {"members": {"in": "hot"}, "at_least": 3}}},
    "tracks": {"reawaken": {"via": {"brevo": "list-12"}}},
    "routing": [{"to": "{crm.account_owner}"}],
    "sources": {
        "crm": {"kind": "hubspot", "secret": "crm", "token": "crm-token", "url": "https://a.example/hooks/crm"}
    },
    "crm": {"provider": "hubspot", "fields": {"phone": {"crm": "phone"}, "hot": {"crm": "is_hot", "wins": "us"}}},
    "channels": {
        "sales": {"slack": "sales-webhook"},
        "heads": {"slack": "heads-webhook"},
        "owner": {"email": "{deputy}"},
        "teams": {"teams": "sales-workflow"},
        "both": {"email": ["Head@acme.example", "{deputy}", "head@acme.example"]},
        "data": {"webhook": "data-team", "include": ["email", "company"]},
    },
}
TELL: Json = [{"notify": "sales"}]


def acting(**automations: Json) -> LeadModel:
    return model(**SECTIONS, automations=automations)


@pytest.mark.parametrize(
    ("written", "trigger"),
    [
        ({"enters": "hot"}, Trigger(Change.ENTERED, "hot")),
        ({"leaves": "hot", "cause": ["activity", "time"]}, Trigger(Change.LEFT, "hot")),
        ({"becomes": {"stage": "customer"}}, Trigger(Change.BECAME, "stage", "customer")),
        ({"cause": "import", "signal": "touch"}, Trigger(Change.OCCURRED, "touch")),
    ],
)
def test_a_trigger_is_the_transition_that_it_names(written: Json, trigger: Trigger) -> None:
    assert acting(tell={"when": written, "do": TELL}).automations["tell"].when == trigger


def test_actions_are_done_in_their_order() -> None:
    do: Json = [
        {"assign": "routing"},
        {"notify": "heads"},
        {"crm": "upsert", "as": "contact"},
        {"notify": "owner"},
        {"crm": "task", "subject": "Call {name}", "due": "1 day"},
        {"notify": "sales"},
        {"enrol": "reawaken"},
        {"withdraw": "reawaken"},
    ]
    assert acting(tell={"when": {"enters": "hot"}, "do": do}).automations["tell"].do == (
        Notify("heads"),
        Upsert("hubspot", Object.CONTACT),
        Notify("owner", "{deputy}"),
        Task("hubspot", "Call {name}", DAY),
        Notify("sales"),
        Enrol("reawaken"),
        Withdraw("reawaken"),
    )


def test_operators_know_the_channels_and_whom_else_actions_call() -> None:
    do: Json = [{"crm": "upsert"}, {"notify": "sales"}, {"enrol": "reawaken"}, {"withdraw": "reawaken"}]
    found = acting(tell={"when": {"enters": "hot"}, "do": do})
    assert found.destinations == (*found.channels, "crm.hubspot", "tracks.reawaken")


def test_every_channel_is_a_way_out() -> None:
    assert {name: (each.kind, each.secret, each.include) for name, each in acting().channels.items()} == {
        "sales": ("slack", "sales-webhook", ()),
        "heads": ("slack", "heads-webhook", ()),
        "owner": ("email", "", ()),
        "both": ("email", "", ()),
        "teams": ("teams", "sales-workflow", ()),
        "data": ("webhook", "data-team", ("email", "company")),
    }


def test_each_recipient_of_a_mail_is_told_by_an_action_of_their_own() -> None:
    do: Json = [{"notify": "sales"}, {"notify": "both"}]
    assert acting(tell={"when": {"enters": "hot"}, "do": do}).automations["tell"].do == (
        Notify("sales"),
        Notify("both", "head@acme.example"),
        Notify("both", "{deputy}"),
    )


@pytest.mark.parametrize(
    ("segment", "assign"),
    [
        ({"in": "hot"}, Assign.ANYBODY),
        ({"in": "hot", "for": "5 days"}, Assign.ANOTHER),
        ({"when": {"all": [{"in": "hot", "for": "5 days"}, {"signal": "touch"}]}}, Assign.ANOTHER),
        ({"any": [{"signal": "touch"}, {"in": "hot", "for": "5 days"}]}, Assign.ANOTHER),
        ({"all": [{"not": {"in": "hot", "for": "5 days"}}, {"any": [{"signal": "touch"}]}]}, Assign.ANYBODY),
    ],
)
def test_somebody_else_gets_what_has_waited_for_too_long(segment: Json, assign: Assign) -> None:
    do: Json = [{"assign": "routing"}]
    sections: dict[str, Json] = {**SECTIONS, "segments": {"hot": {"signal": "touch"}, "slack": segment}}
    entering: Json = {"when": {"enters": "slack"}, "do": do}
    leaving: Json = {"when": {"leaves": "slack"}, "do": do}
    becoming: Json = {"when": {"becomes": {"stage": "customer"}}, "do": do}
    found = model(**sections, automations={"a": entering, "b": leaving, "c": becoming}).automations
    assert {name: each.assign for name, each in found.items()} == {
        "a": assign,
        "b": Assign.ANYBODY,
        "c": Assign.ANYBODY,
    }
    assert found["a"].do == ()


@pytest.mark.parametrize(
    ("written", "hours"),
    [(None, None), ("owner", Whose.OWNER), ("08:30-18:00", Hours(8 * 60 + 30, 18 * 60, "Europe/Oslo"))],
)
def test_hours_are_the_owners_or_by_the_clock_of_the_model(written: Json, hours: Hours | Whose | None) -> None:
    tell: Json = {"when": {"enters": "hot"}, "do": TELL, **({"hours": written} if written else {})}
    assert model(**SECTIONS, timezone="Europe/Oslo", automations={"tell": tell}).automations["tell"].hours == hours


def test_so_many_alerts_of_one_lead_are_counted() -> None:
    tell: Json = {"when": {"enters": "hot"}, "do": TELL, "at_most": "100 per week"}
    assert acting(tell=tell).automations["tell"].at_most == Quota(100, Period.WEEK)
    with pytest.raises(BadModel, match="100 at the most"):
        acting(tell={"when": {"enters": "hot"}, "do": TELL, "at_most": "101 per week"})


def test_rules_and_people_are_as_they_are_written() -> None:
    found = model(
        timezone="Europe/Oslo",
        segments={"hot": {"signal": "touch"}},
        routing=[
            {"when": {"in": "hot"}, "to": "Ann@acme.example"},
            {"to": "{crm.account_owner}"},
            {"by": "account"},
            {"round_robin": ["ann@acme.example", "bo@acme.example"]},
        ],
        team={
            "ann@acme.example": {"slack": "U01ANN", "hours": "09:00-17:00", "away_until": "2026-12-01"},
            "Bo@acme.example": {"timezone": "America/New_York", "hours": "09:00-17:00", "capacity": 40},
        },
    )
    assert found.routing == (
        Route(To("ann@acme.example"), In("hot")),
        Route(Named("crm.account_owner")),
        Route(Colleagues()),
        Route(Turns(("ann@acme.example", "bo@acme.example"))),
    )
    assert found.team == {
        "ann@acme.example": Member(
            "U01ANN", Hours(540, 1020, "Europe/Oslo"), away_until=parse("2026-12-01T00:00:00+01:00")
        ),
        "bo@acme.example": Member(hours=Hours(540, 1020, "America/New_York"), capacity=40),
    }


def test_nobody_takes_turns_with_themselves() -> None:
    with pytest.raises(BadModel, match="stands in it twice"):
        model(routing=[{"round_robin": ["ann@acme.example", "bo@acme.example", "Ann@acme.example"]}])


def test_who_has_a_lead_in_the_crm_is_kept_where_that_is_asked() -> None:
    assert "crm.owner" in model(segments={"owned": {"trait": "owner", "exists": True}}).traits
    assert "crm.owner" in model(routing=[{"to": "ann@acme.example"}]).traits
    assert "crm.owner" not in model(segments={"hot": {"signal": "touch"}}).traits


@pytest.mark.parametrize("word", ["enters", "leaves"])
def test_an_automation_that_waits_for_a_company_is_left_out(word: str) -> None:
    assert acting(tell={"when": {word: "committee"}, "do": TELL}).automations == {}


@pytest.mark.parametrize(
    ("automation", "trait"),
    [
        ({"when": {"enters": "hot"}, "next": "Call {crm.assistant}", "do": TELL}, "crm.assistant"),
        ({"when": {"enters": "hot"}, "do": [{"crm": "task", "subject": "Call {nickname}"}]}, "nickname"),
    ],
)
def test_what_a_text_is_filled_in_with_is_kept(automation: Json, trait: str) -> None:
    assert trait in acting(tell=automation).traits
    assert trait not in acting().traits


def test_what_owners_mail_and_the_crm_are_told_from_is_kept() -> None:
    assert set(acting().traits) == {"bought", "crm.account_owner", "crm.owner", "deputy", "phone"}


def test_a_company_can_be_told_by_a_trait() -> None:
    assert "crm.account_id" in model(accounts={"by": {"trait": "crm.account_id"}}).traits


def test_the_address_of_a_lead_is_no_trait() -> None:
    assert "email" not in acting(tell={"when": {"enters": "hot"}, "next": "Write to {email}", "do": TELL}).traits
