"""The owner in messages: mentioned where their id in Slack is known, named where it is not."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.channels import slack
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, Message, Owner, compose
from leadflow.domain.team import Member
from tests.unit.channels.matters import HAND_OVER, MODEL, NOW, WHO, lead, news

ANN, BO = "ann@acme.example", "bo@acme.example"
TEAM = replace(MODEL, team={ANN: Member(slack="U01ANN"), BO: Member()})


def message(owner: str | None, of: Lead | None = None, policy: LeadModel = TEAM) -> Message:
    matter = Matter(news(), of or lead(), (), owner=owner)
    return compose(matter, replace(HAND_OVER, next="Ask {owner}"), policy, NOW)


def known(**traits: Json) -> Lead:
    told: Mapping[str, Json] = {**WHO, **traits}
    return lead(told)


def shown(told: Message) -> str:
    return json.dumps(list(slack.blocks(told)))


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        (message(ANN), Owner(ANN, "U01ANN")),
        (message(BO), Owner(BO)),
        (message("dee@acme.example"), Owner("dee@acme.example")),
        (message(ANN, known(owner=BO)), Owner(ANN, "U01ANN")),  # the lead has not been told yet
        (message(None, known(owner=BO)), Owner(BO)),
        (message(None), None),
    ],
)
def test_the_owner_is_who_got_the_lead_with_this_news_or_else_has_it(told: Message, owner: Owner | None) -> None:
    assert told.owner == owner
    assert told.next == (f"Ask {owner.address}" if owner else "Ask their owner")


def test_slack_notifies_whom_it_knows() -> None:
    assert "*Owner:*  <@U01ANN>" in shown(message(ANN))


def test_slack_names_who_has_no_id_there() -> None:
    assert f"*Owner:*  {BO}" in shown(message(BO))
    assert "Owner" not in shown(message(None))


def test_an_owner_s_address_is_as_harmless_as_all_else() -> None:
    assert "<!channel>" not in shown(message(None, known(owner="<!channel>@acme.example")))
