"""Who is told of keys that join or leave: of each lead once, of a stranger when its name becomes known."""

from typing import Final

from leadflow.application.ports import Parcel
from leadflow.domain.instant import Instant
from tests.models import MONDAY, later, model
from tests.unit.application.joining import ADA, BO, NOW, SALES, Town, id_of, merged, said, seen

RENAMED: Final = model(
    sources={"crm": {"kind": "typeform", "secret": "crm"}},
    signals={"filled": {"activity": "form.submitted"}},
    scores={"readiness": {"range": None, "points": {"filled": 10}}},
    segments={"warm": {"score": "readiness", "at_least": 12}},
    automations={"tell": {"when": {"enters": "warm"}, "do": [{"notify": "sales"}]}},
    channels={"sales": {"slack": "sales-webhook"}},
)
EACH: Final = model(
    sources={"crm": {"kind": "typeform", "secret": "crm"}},
    signals={"called": {"activity": "sales.called"}},
    automations={"tell": {"when": {"signal": "called"}, "do": [{"notify": "sales"}]}},
    channels={"sales": {"slack": "sales-webhook"}},
)
FORMS: Final = [said(f"f{number}", "form.submitted", at=Instant(MONDAY + number), email=ADA) for number in range(2)]


def test_of_a_stranger_who_was_warm_already_somebody_is_told_when_its_name_becomes_known() -> None:
    forms = [seen(f"f{number}", "form.submitted", Instant(MONDAY + number), anonymous_id="x") for number in range(2)]
    town = Town().hear(*forms)
    assert town.at("anonymous_id", "x").standing.segments
    assert town.alerts == []
    town.hear(seen("tie", "identity.stated", email=ADA, anonymous_id="x"), said("again", email=ADA, anonymous_id="x"))
    assert town.alerts == [id_of("email", ADA)]


def test_a_join_that_is_imported_alerts_nobody() -> None:
    town = Town().hear(FORMS[0], said("f", "form.submitted", user_id="u1"))
    town.run(Parcel([said("tie", email=ADA, user_id="u1")], imported=True), now=NOW)
    assert town.at("email", ADA).standing.segments
    assert town.alerts == []


def test_a_merger_after_a_change_of_the_model_tells_nothing_again() -> None:
    town = Town(policy=SALES).hear(*FORMS, said("two", email=ADA, crm_id="2"), said("one", crm_id="1"))
    town.policy = RENAMED
    town.hear(merged("m", "1", "2", later(1)))
    assert town.home("crm_id", "1") == ("email", ADA)
    assert town.alerts == [id_of("email", ADA)]


def test_what_was_told_of_a_lead_is_not_told_again_of_a_record_that_leaves_it() -> None:
    town = Town(policy=EACH).hear(said("tie", email=ADA, crm_id="7"), said("call", "sales.called", crm_id="7"))
    assert town.alerts == [id_of("email", ADA)]
    town.hear(said("moved", at=later(1), email=BO, crm_id="7"))
    assert town.did("email", BO) == {"call"}
    assert town.alerts == [id_of("email", ADA)]
