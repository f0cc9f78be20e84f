"""Whose lead it is."""

from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold, seen
from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead, Register
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.owner import owned
from leadflow.domain.standing import Standing
from tests.models import MONDAY, did, later, model

SOURCES: Json = {
    "crm": {"kind": "pipedrive", "secret": "crm", "token": "crm-token"},
    "site": {"kind": "segment", "secret": "site", "trust": "public"},
}
POLICY = model(segments={"owned": {"trait": "owner", "exists": True}}, sources=SOURCES)
ANN, BO = "ann@acme.example", "bo@acme.example"


def assigned(name: str, owner: Json, at: Instant = MONDAY) -> Lead:
    return seen(did(name, "sales.assigned", at, properties={"owner": owner}), POLICY)


def in_crm(owner: Json, at: Instant = MONDAY) -> Lead:
    return seen(did(f"crm{at}", "crm.contact.changed", at, traits={"crm": {"owner": owner}}), POLICY)


def owner(*told: Lead, policy: LeadModel = POLICY) -> Json:
    lead = Lead()
    for each in told:
        lead = lead.merge(each)
    return Facts(policy, lead, Standing(), later(9)).trait("owner")


def test_a_lead_is_whose_it_was_assigned_to_last() -> None:
    assert owner() is None
    assert owner(assigned("a", ANN)) == ANN
    assert owner(assigned("b", BO, later(1)), assigned("a", ANN)) == BO


def test_the_crm_takes_a_lead_over_where_it_spoke_later() -> None:
    assert owner(in_crm(BO)) == BO
    assert owner(assigned("a", ANN), in_crm(BO, later(1))) == BO
    assert owner(assigned("a", ANN, later(1)), in_crm(BO)) == ANN


def test_whoever_has_no_address_has_no_lead() -> None:
    assert owner(in_crm("The queue")) is None
    assert owner(assigned("a", ANN), in_crm("The queue", later(1))) == ANN
    assert owner(assigned("a", "nobody"), assigned("b", 7), assigned("c", None)) is None


def test_an_address_is_known_in_one_spelling() -> None:
    assert owner(in_crm(" Bo@Acme.example")) == BO


def test_nothing_else_that_is_stated_makes_anybody_the_owner() -> None:
    told = did("a", "identity.stated", traits={"owner": ANN})
    assert owner(seen(told, POLICY)) is None
    assert owner(fold(Lead(), [did("a", properties={"owner": ANN})], POLICY, MONDAY)) is None


def test_what_everybody_can_say_assigns_a_lead_to_nobody() -> None:
    said = did("a", "sales.assigned", properties={"owner": ANN})
    by_page = type(said)(said.id, said.lead, said.type, MONDAY, MONDAY, "site", said.properties)
    assert owner(seen(by_page, POLICY)) is None


def test_where_the_map_of_the_crm_names_its_owner_it_is_the_same() -> None:
    lead = Lead(traits={"crm:crm.owner": Register(BO, MONDAY, 0, "a")})
    assert owned(lead) == Register(BO, MONDAY, 0, "a")
