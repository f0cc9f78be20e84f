"""Who can get a lead, rule by rule."""

from collections.abc import Mapping, Sequence

import pytest

from leadflow.domain.facts import Facts
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.routing import Around, Offer, offers
from tests.models import MONDAY, did, facts, later, model

ANN, BO, CY = "ann@acme.example", "bo@acme.example", "cy@acme.example"
NO_TEAM: Mapping[str, Json] = {}
AWAY: Mapping[str, Json] = {BO: {"away_until": "2026-03-04"}}


def routed(*rules: Json, team: Mapping[str, Json]) -> LeadModel:
    return model(routing=list(rules), team={ANN: {}, BO: {}, CY: {}, **team})


def known(policy: LeadModel, **traits: Json) -> Facts:
    return facts(policy, did("k", "identity.stated", traits=traits), now=MONDAY)


def offered(around: Around, *rules: Json, team: Mapping[str, Json] = NO_TEAM, **traits: Json) -> Sequence[Offer]:
    return list(offers(known(routed(*rules, team=team), **traits), around))


def test_rules_that_hold_offer_in_their_order() -> None:
    rules: list[Json] = [
        {"when": {"trait": "land", "is": "se"}, "to": ANN},
        {"when": {"trait": "land", "is": "no"}, "to": BO},
        {"round_robin": [ANN, CY]},
    ]
    assert offered(Around(), *rules, land="no") == [Offer((BO,)), Offer((ANN, CY), (ANN, CY))]
    assert offered(Around(), *rules, land="fi") == [Offer((ANN, CY), (ANN, CY))]


@pytest.mark.parametrize("stated", [None, "", "The account team", 7, ["a@acme.example"]])
def test_a_trait_that_holds_no_address_names_nobody(stated: Json) -> None:
    assert offered(Around(), {"to": "{account.owner}"}, {"to": ANN}, account={"owner": stated}) == [Offer((ANN,))]


def test_existing_customers_go_to_whom_their_record_names() -> None:
    rule: Json = {"to": "{account.owner}"}
    assert offered(Around(present=ANN), rule, account={"owner": "Bo@Acme.example "}) == [Offer((BO,))]


def test_whoever_has_a_lead_keeps_it_unless_a_rule_names_somebody() -> None:
    turns: Json = {"round_robin": [ANN, CY]}
    assert offered(Around(present=BO, colleague=ANN), {"by": "account"}, turns) == [Offer((BO,)), Offer((BO,))]
    assert offered(Around(present=BO), {"to": ANN}, turns)[0] == Offer((ANN,))


def test_a_lead_goes_to_whoever_has_its_colleagues() -> None:
    rules: list[Json] = [{"by": "account"}, {"round_robin": [ANN, CY]}]
    assert offered(Around(colleague=BO), *rules)[0] == Offer((BO,))
    assert offered(Around(), *rules) == [Offer((ANN, CY), (ANN, CY))]


def test_whoever_is_away_gets_no_lead_and_keeps_none() -> None:
    turns: Json = {"round_robin": [ANN, BO]}
    assert offered(Around(), {"to": BO}, turns, team=AWAY) == [Offer((ANN,), (ANN, BO))]
    assert offered(Around(present=BO), turns, team=AWAY) == [Offer((ANN,), (ANN, BO))]
    assert offered(Around(), {"round_robin": [BO]}, team=AWAY) == []
    back = facts(routed({"to": BO}, team=AWAY), now=later(2))
    assert list(offers(back, Around())) == [Offer((BO,))]


def test_whoever_has_had_their_time_does_not_get_it_again() -> None:
    rules: list[Json] = [{"to": ANN}, {"by": "account"}, {"round_robin": [ANN, BO, CY]}]
    around = Around(present=ANN, colleague=ANN, another=True)
    assert offered(around, *rules) == [Offer((BO, CY), (ANN, BO, CY))]
