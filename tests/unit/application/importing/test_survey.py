from collections.abc import Mapping, Sequence

import pytest

from leadflow.application.importing.columns import LATER, UNNAMED, UNUSED, Table
from leadflow.application.importing.survey import Asked, Survey, survey
from leadflow.application.importing.terms import Unclear
from leadflow.domain.instant import parse
from tests.models import model

POLICY = model(
    sources={"hub": {"kind": "json", "secret": "hub", "fields": {"/email": "email"}, "type": "product.login"}},
    scores={
        "fit": {
            "traits": [
                {"when": {"trait": name, "exists": True}, "points": 1} for name in ("employees", "plan", "crm.stage")
            ]
        }
    },
    crm={"provider": "hubspot", "fields": {"plan": {"crm": "hs_plan"}, "crm.stage": {"crm": "x", "on": "account"}}},
)


def surveyed(names: Sequence[str], *rows: Sequence[str], **asked: object) -> Survey:
    return survey(Table(names, rows), POLICY, Asked(**asked))  # type: ignore[arg-type]  # the words of Asked, as they are


def terms(found: Survey) -> list[str]:
    return [str(column.term) for column in found.columns]


def refused(names: Sequence[str], *rows: Sequence[str], **asked: object) -> str:
    with pytest.raises(Unclear) as unclear:
        surveyed(names, *rows, **asked)
    return str(unclear.value)


def test_columns_are_known_by_their_names() -> None:
    names = ["E-Mail Address", "job_title", "EMPLOYEES", "hs_plan", "Crm.Stage", "CRM ID", "Updated at", "Colour", ""]
    found = surveyed(names)
    assert terms(found) == [
        "key email", "trait title", "trait employees", "trait plan", "trait crm.stage", "key crm_id", "occurred_at",
        "ignored", "ignored",
    ]  # fmt: skip
    assert [column.note for column in found.columns[-2:]] == [UNUSED, UNNAMED]
    assert found.columns[-1].shown == "column 9"
    assert not found.deeds
    assert found.dated


def test_what_was_told_goes_before_the_names() -> None:
    found = surveyed(
        ["email", "title", "colour", "a"], columns={"Title": "", "#3": "color", "a": "traits.plan", "email": "user_id"}
    )
    assert terms(found) == ["key user_id", "ignored", "trait color", "trait plan"]
    assert [column.note for column in found.columns] == ["", "as told", LATER, ""]


def test_a_file_with_types_is_one_of_activities() -> None:
    found = surveyed(
        ["email", "Event", "Date", "Message ID", "Webinar name", "title"],
        ["a@b.no", "Page.Viewed", "2025-01-01", *"xyz"],
    )
    assert found.deeds
    assert terms(found) == [
        "key email", "type", "occurred_at", "property message_id", "property webinar_name", "property title",
    ]  # fmt: skip


def test_a_column_that_is_only_called_type_makes_no_activities() -> None:
    found = surveyed(["email", "type"], ["a@b.no", "customer"])
    assert not found.deeds
    assert terms(found) == ["key email", "ignored"]


def test_types_beside_instants_are_meant_to_be_types() -> None:
    assert terms(surveyed(["email", "type", "occurred_at"], ["a@b.no", "clicked", "2025-01-01"]))[1] == "type"


def test_a_column_can_be_told_to_be_the_type() -> None:
    found = surveyed(["email", "what", "when"], columns={"what": "type", "when": "occurred_at"})
    assert terms(found) == ["key email", "type", "occurred_at"]


def test_the_type_and_more_can_be_the_same_for_all_rows() -> None:
    constants = {"type": "Event.Attended", "asset": "Webinar", "traits.plan": "pro"}
    found = surveyed(["email"], constants=constants, as_of=parse("2026-01-01T00:00:00Z"))
    assert (found.kind, found.deeds, found.dated) == ("event.attended", True, False)
    assert {str(term): value for term, value in found.constants.items()} == {
        "property asset": "Webinar",
        "trait plan": "pro",
    }


def test_of_two_columns_for_one_term_the_surer_is_it() -> None:
    found = surveyed(["Position", "title", "email"])
    assert terms(found) == ["ignored", "trait title", "key email"]
    assert found.columns[0].note == "title is the trait title already"
    assert terms(surveyed(["Position", "title", "email"], columns={"Position": "title"}))[:2] == [
        "trait title",
        "ignored",
    ]


REFUSED: Mapping[str, tuple[list[str], Mapping[str, object], str]] = {
    "nobody": (["title"], {}, "no column says who the lead is: --map COLUMN=email does"),
    "the same twice": (
        ["Email", "a", "email"],
        {},
        "columns 1 and 3 are both key email: say which one it is, as in --map '#1=email'",
    ),
    "as likely": (["email", "Position", "Role"], {}, "columns 2 and 3 are both trait title"),
    "unknown": (["email", "title"], {"columns": {"titel": "x"}}, "there is no column titel; did you mean title?"),
    "no such number": (["email"], {"columns": {"#2": "x"}}, "there is no column #2"),
    "two of that name": (
        ["email", "a", "A", "b", "a"],
        {"columns": {"a": "x"}},
        "a is the name of columns 2 and 5: say which one",
    ),
    "no property": (
        ["email", "a"],
        {"columns": {"a": "properties.x"}},
        "properties.x: only activities have properties",
    ),
    "no name": (["email", "a"], {"columns": {"a": "traits."}}, "traits. names nothing"),
    "no instant": (
        ["email"],
        {"constants": {"type": "page.viewed"}},
        "no column says when it was: --map COLUMN=occurred_at",
    ),
    "no type": (
        ["email"],
        {"constants": {"type": "page.view"}},
        "page.view: no type of activity; did you mean page.viewed?",
    ),
    "no history": (["email"], {"constants": {"type": "identity.joined"}}, "identity.joined: no history"),
    "constant key": (["email"], {"constants": {"email": "a@b.no"}}, "email: only a trait, a property and the type"),
    "constant nothing": (["email"], {"constants": {"-": "x"}}, "ignored: only a trait"),
    "constant column": (
        ["email", "Title"],
        {"constants": {"title": "x"}},
        "Title is the trait title already: leave it out",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_unclear_is_refused_with_the_way_out(case: str) -> None:
    names, asked, told = REFUSED[case]
    assert refused(names, **asked).startswith(told)


def test_without_a_crm_only_its_fields_are_unknown() -> None:
    assert terms(survey(Table(["email", "hs_plan"], []), model(), Asked())) == ["key email", "ignored"]
