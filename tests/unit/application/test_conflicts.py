"""What the CRM and others say differently is found, and which of it holds is what conditions see."""

from dataclasses import replace

import pytest

from leadflow.application.conflicts import UNKNOWN, Conflict, Said, conflicts
from leadflow.domain.crm import Crm, Field, Object, Wins
from leadflow.domain.facts import Facts
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender
from leadflow.domain.state import State
from tests.models import ADA, MONDAY, did, later

SENDERS = {"contact": Sender("contact", "form", rank=0), "crm": Sender("crm", "hubspot", rank=1)}


def policy(wins: Wins = Wins.LATEST) -> LeadModel:
    fields = {"title": Field("title", "jobtitle", wins=wins), "stage": Field("stage", "x", on=Object.OPPORTUNITY)}
    return LeadModel("test", senders=SENDERS, traits=("title",), crm=Crm("hubspot", "crm", fields))


def lead(model: LeadModel, ours: Json, theirs: Json, source: str = "contact", who: Keys = ADA) -> State:
    """The form states the one on Monday, the CRM the other a day later."""
    said = did("a", "form.submitted", traits={"title": ours}, lead=who)
    told = did("b", "crm.contact.changed", at=later(1), traits={"title": theirs}, lead=who)
    from_source = [replace(said, source=source), replace(told, source="crm")]
    return State(LeadId("the-lead"), fold(Lead(), from_source, model, later(2)))


def test_both_sides_are_told_with_their_writer_and_their_time() -> None:
    model = policy()
    assert list(conflicts(lead(model, "VP", "CTO"), model)) == [
        Conflict(
            lead="ada@nordlys.example",
            term="title",
            ours=Said("VP", "contact", MONDAY),
            theirs=Said("CTO", "crm", later(1)),
            rule=Wins.LATEST,
            holds=Wins.CRM,
        )
    ]


@pytest.mark.parametrize(("wins", "holds"), [(Wins.US, "VP"), (Wins.CRM, "CTO"), (Wins.LATEST, "CTO")])
def test_that_side_holds_whose_value_conditions_see(wins: Wins, holds: str) -> None:
    model = policy(wins)
    state = lead(model, "VP", "CTO")
    (found,) = conflicts(state, model)
    assert (found.theirs if found.holds is Wins.CRM else found.ours).value == holds
    assert Facts(model, state.lead, state.standing, later(2)).trait("title") == holds


@pytest.mark.parametrize(
    ("ours", "theirs"), [("CTO", "CTO"), ("cto ", "CTO"), (200, "200"), ("200", "200.0"), (["a"], ["a"]), (True, True)]
)
def test_what_means_the_same_is_no_conflict(ours: Json, theirs: Json) -> None:
    assert list(conflicts(lead(policy(), ours, theirs), policy())) == []


@pytest.mark.parametrize(("ours", "theirs"), [("", "CTO"), (200, 201), (["a"], ["b"]), (True, False)])
def test_everything_else_is_one(ours: Json, theirs: Json) -> None:
    assert len(list(conflicts(lead(policy(), ours, theirs), policy()))) == 1


def test_where_only_one_side_has_spoken_there_is_none() -> None:
    assert list(conflicts(State(LeadId("the-lead"), fold(Lead(), [did("a")], policy(), MONDAY)), policy())) == []


def test_without_a_crm_there_is_none() -> None:
    model = policy()
    assert list(conflicts(lead(model, "VP", "CTO"), LeadModel("test"))) == []


@pytest.mark.parametrize("source", ["import", "old form"])
def test_an_import_and_a_source_that_is_gone_are_called_so(source: str) -> None:
    (found,) = conflicts(lead(policy(), "VP", "CTO", source=source), policy())
    assert found.ours.by == UNKNOWN == "an import or a former source"


def test_a_lead_without_a_key_is_called_by_its_id() -> None:
    (found,) = conflicts(lead(policy(), "VP", "CTO", who=Keys()), policy())
    assert found.lead == "the-lead"
