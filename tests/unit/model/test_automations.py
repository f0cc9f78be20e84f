import pytest

from leadflow.domain.automation import Change, Notify, Trigger
from leadflow.domain.json import Json
from leadflow.domain.lead_model import Channel, LeadModel
from tests.models import model

SECTIONS: dict[str, Json] = {
    "segments": {"hot": {"signal": "touch"}},
    "classes": {"stage": {"customer": {"trait": "bought", "exists": True}}},
    "accounts": {"segments": {"committee": {"members": {"in": "hot"}, "at_least": 3}}},
    "tracks": {"reawaken": {"via": {"brevo": "list-12"}}},
    "routing": [{"to": "{crm.account_owner}"}],
    "crm": {"provider": "hubspot", "fields": {"phone": {"crm": "phone"}, "hot": {"crm": "is_hot", "wins": "us"}}},
    "channels": {
        "sales": {"slack": "sales-webhook"},
        "heads": {"slack": "heads-webhook"},
        "owner": {"email": "{deputy}"},
        "teams": {"teams": "sales-workflow"},
        "data": {"webhook": "data-team"},
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


def test_only_messages_to_slack_are_sent_in_their_order() -> None:
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
        Notify("sales"),
    )


def test_only_channels_that_can_be_reached_are_ways_out() -> None:
    assert acting().channels == {
        "sales": Channel("sales", "slack", "sales-webhook"),
        "heads": Channel("heads", "slack", "heads-webhook"),
    }


@pytest.mark.parametrize("action", [{"assign": "routing"}, {"crm": "upsert"}, {"notify": "teams"}, {"notify": "data"}])
def test_an_automation_that_does_nothing_yet_is_left_out(action: Json) -> None:
    found = acting(idle={"when": {"enters": "hot"}, "do": [action]}, tell={"when": {"enters": "hot"}, "do": TELL})
    assert list(found.automations) == ["tell"]


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
    assert set(acting().traits) == {"bought", "crm.account_owner", "deputy", "phone"}


def test_a_company_can_be_told_by_a_trait() -> None:
    assert "crm.account_id" in model(accounts={"by": {"trait": "crm.account_id"}}).traits


def test_the_address_of_a_lead_is_no_trait() -> None:
    assert "email" not in acting(tell={"when": {"enters": "hot"}, "next": "Write to {email}", "do": TELL}).traits
