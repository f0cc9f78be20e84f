"""What the map needs and the CRM lacks is made as its terms need it; what may be a mistake is not."""

from collections.abc import Sequence

import pytest

from leadflow.domain.crm import Object, Wins
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.json import Json
from leadflow.model.crm_schema import mistakes
from leadflow.model.crm_setup import Creation, LeftOut, plan
from leadflow.model.grammar import ModelFile
from tests.unit.model.crm_map import field, written


def made(file: ModelFile, *there: CrmField) -> tuple[Sequence[Creation], Sequence[LeftOut]]:
    planned = plan(file, {Object.CONTACT: there})
    return planned.creations, planned.left_out


def test_missing_fields_are_made_as_their_terms_need_them() -> None:
    fields: dict[str, Json] = {
        name: {"crm": f"lf_{name}", "wins": "us"} for name in ("readiness", "interest", "hot", "budget", "crm.renewal")
    }
    creations, left_out = made(written(fields, budget={"at_least": 5}, crm__renewal={"within": "3 days"}))
    assert [each.field for each in creations] == [
        CrmField("lf_readiness", "Leadflow readiness", FieldKind.NUMBER, custom=True),
        CrmField("lf_interest", "Leadflow interest", FieldKind.CHOICE, custom=True, choices=("high", "low")),
        CrmField("lf_hot", "Leadflow hot", FieldKind.BOOLEAN, custom=True),
        CrmField("lf_budget", "Budget", FieldKind.NUMBER, custom=True),
        CrmField("lf_crm.renewal", "Crm renewal", FieldKind.DATE, custom=True),
    ]
    assert left_out == []


def test_what_is_there_is_not_made_again() -> None:
    planned = plan(written({"title": {"crm": "jobtitle"}}), {Object.CONTACT: [field("jobtitle")]})
    assert (planned.there, planned.creations, planned.left_out) == (1, [], [])


def test_a_field_that_the_crm_gave_a_name_of_its_own_is_not_made_again() -> None:
    theirs = CrmField("9f3a", "Leadflow readiness", FieldKind.NUMBER, custom=True)
    creations, left_out = made(written({"readiness": {"crm": "leadflow_readiness"}}), theirs)
    assert creations == []
    assert [each.why for each in left_out] == [
        "one that was made for it is called 9f3a there: write that into the model"
    ]


def test_what_only_the_crm_writes_is_not_made() -> None:
    creations, left_out = made(written({"title": {"crm": "job", "wins": "crm"}}))
    assert creations == []
    assert [each.why.partition(":")[0] for each in left_out] == ["only the CRM writes it, so it has to be there"]


def test_what_another_object_has_is_not_made_of_this_one() -> None:
    planned = plan(written({"size": {"crm": "size"}}), {Object.CONTACT: [], Object.ACCOUNT: [field("size")]})
    assert planned.creations == []
    assert [each.why for each in planned.left_out] == [
        "the CRM has one of another object: say `on: account`, or make it by hand"
    ]


def test_what_looks_like_a_slip_of_the_pen_is_not_made() -> None:
    creations, left_out = made(
        written({"title": {"crm": "jobtitel"}, "hot": {"crm": "hott"}}), field("jobtitle"), field("hot")
    )
    assert [each.term for each in creations] == ["hot"]
    assert left_out == [
        LeftOut("title", Object.CONTACT, "jobtitel", "jobtitle may be meant: correct the model, or make it by hand")
    ]


@pytest.mark.parametrize("made", [[], [CrmField("9f3a", "Leadflow readiness", FieldKind.NUMBER, custom=True)]])
@pytest.mark.parametrize("theirs", ["full_name", "jobtitel", "leadflow_read"])
@pytest.mark.parametrize("term", ["name", "readiness"])
@pytest.mark.parametrize("wins", Wins)
def test_the_check_promises_to_make_what_setup_makes_and_nothing_else(
    theirs: str, term: str, wins: Wins, made: Sequence[CrmField]
) -> None:
    file = written({term: {"crm": theirs, "wins": wins}})
    there = {Object.CONTACT: [field("jobtitle"), field("leadflow_ready"), *made]}
    (found,) = mistakes(file, there, {})
    assert ("`leadflow crm setup` makes it" in found.message) is bool(plan(file, there).creations)
