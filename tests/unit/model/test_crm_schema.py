"""The CRM's own schema contradicts a map in each way, and the model file's line says where."""

import pytest

from leadflow.domain.crm import Object
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.json import Json
from leadflow.model.crm_needs import Meant, needs
from leadflow.model.crm_schema import Row, mistakes, rows
from leadflow.model.grammar import ModelFile
from tests.unit.model.crm_map import field, written

TESTED = [
    ({"exists": True}, Meant.ANY),
    ({"is": "ceo"}, Meant.TEXT),
    ({"like": "*chief*"}, Meant.TEXT),
    ({"is": [5, "6"]}, Meant.NUMBER),
    ({"at_least": 5}, Meant.NUMBER),
    ({"is": True}, Meant.TRUTH),
    ({"within": "3 days"}, Meant.DATE),
    ({"due_within": "3 days"}, Meant.DATE),
    ({"before": "2026-01-01"}, Meant.DATE),
    ({"after": "2026-01-01"}, Meant.DATE),
]


def told(file: ModelFile, *fields: CrmField, **accounts: FieldKind) -> list[str]:
    schema = {Object.CONTACT: fields, Object.ACCOUNT: [field(*each) for each in accounts.items()]}
    return [f"{'warning: ' if each.warning else ''}{each}" for each in mistakes(file, schema, {})]


@pytest.mark.parametrize(("test", "meant"), TESTED)
def test_what_a_trait_is_follows_from_what_is_asked_of_it(test: dict[str, Json], meant: Meant) -> None:
    (need,) = needs(written({"bonus": {"crm": "bonus"}}, bonus=test))
    assert (need.meant, need.evaluated, need.ours) == (meant, False, False)


def test_conditions_about_opportunities_are_about_their_fields() -> None:
    file = written({"size": {"crm": "size", "on": "opportunity"}}, crm__opportunity_size={"at_least": 5})
    assert [need.meant for need in needs(file)] == [Meant.NUMBER]


def test_without_a_crm_nothing_is_needed() -> None:
    assert needs(ModelFile.model_validate({"model": "test"})) == []


def test_a_map_that_fits_has_no_mistakes() -> None:
    file = written(
        {
            "title": {"crm": "jobtitle"},
            "readiness": {"crm": "ready"},
            "interest": {"crm": "how"},
            "hot": {"crm": "is_hot"},
        },
        title={"like": "*chief*"},
    )
    kinds = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.BOOLEAN)
    there = [field(name, kind) for name, kind in zip(("jobtitle", "ready", "how", "is_hot"), kinds, strict=True)]
    assert told(file, *there) == []


def test_a_missing_field_is_named_with_the_nearest_one() -> None:
    assert told(written({"title": {"crm": "jobtitel"}}), field("jobtitle"), field("phone")) == [
        "crm.fields.title: hubspot has no field jobtitel of contacts; did you mean jobtitle?"
    ]


def test_a_missing_field_of_ours_can_be_made() -> None:
    assert told(written({"readiness": {"crm": "leadflow_ready"}}), field("phone")) == [
        "crm.fields.readiness: hubspot has no field leadflow_ready of contacts; `leadflow crm setup` makes it"
    ]
    assert told(written({"readiness": {"crm": "leadflow_ready"}}), field("leadflow_read")) == [
        (
            "crm.fields.readiness: hubspot has no field leadflow_ready of contacts; "
            "did you mean leadflow_read? otherwise `leadflow crm setup` makes it"
        )
    ]


def test_a_field_that_was_made_under_another_name_is_named() -> None:
    theirs = CrmField("9f3a", "Leadflow readiness", FieldKind.NUMBER, custom=True)
    assert told(written({"readiness": {"crm": "leadflow_ready"}}), theirs) == [
        (
            "crm.fields.readiness: hubspot has no field leadflow_ready of contacts; "
            "one that was made for it is called 9f3a there: write that here"
        )
    ]


def test_a_missing_field_that_nothing_is_like_has_to_be_named() -> None:
    assert told(written({"title": {"crm": "jobtitle", "wins": "crm"}})) == [
        "crm.fields.title: hubspot has no field jobtitle of contacts; name one that it has"
    ]


def test_a_field_of_another_object_is_found_there() -> None:
    assert told(written({"employees": {"crm": "size"}}), size=FieldKind.NUMBER) == [
        "crm.fields.employees: hubspot has no field size of contacts, but of accounts: say `on: account`"
    ]
    file = written({"amount": {"crm": "amount", "on": "opportunity"}})
    assert told(file, field("amount"))[0].startswith(
        "crm.fields.amount: hubspot has no field amount of opportunities, but of contacts"
    )


@pytest.mark.parametrize(
    ("term", "kind", "message"),
    [
        ("readiness", FieldKind.TEXT, "readiness is a score, and x holds text: map it to a number field"),
        ("interest", FieldKind.NUMBER, "interest is a class, and x holds numbers: map it to a list"),
        ("hot", FieldKind.CHOICE, "hot is a segment, and x holds one of a list: map it to a checkbox"),
    ],
)
def test_what_the_model_works_out_needs_a_field_of_its_type(term: str, kind: FieldKind, message: str) -> None:
    assert told(written({term: {"crm": "x"}}), field("x", kind)) == [
        f"crm.fields.{term}: {message}; `leadflow crm setup` makes one under a name that is free"
    ]


def test_a_date_cannot_be_a_number() -> None:
    file = written({"renewal": {"crm": "x"}}, renewal={"within": "3 days"})
    assert told(file, field("x", FieldKind.NUMBER)) == [
        "crm.fields.renewal: conditions take renewal for a date, and x holds numbers: map it to a date field"
    ]


def test_a_date_in_a_text_field_is_doubtful() -> None:
    file = written({"renewal": {"crm": "x"}}, renewal={"within": "3 days"})
    assert told(file, field("x")) == [
        (
            "warning: crm.fields.renewal: conditions take renewal for a date, and x holds text: "
            "what is written otherwise there fits no condition; a date field is safer"
        )
    ]


def test_what_we_know_nothing_of_fits() -> None:
    file = written({"renewal": {"crm": "x"}, "extra": {"crm": "x"}}, renewal={"within": "3 days"})
    assert told(file, field("x", FieldKind.OTHER)) == []


def test_what_is_ours_needs_a_field_that_can_be_written() -> None:
    file = written({"readiness": {"crm": "x"}, "title": {"crm": "y", "wins": "us"}, "phone": {"crm": "y"}})
    there = field("x", FieldKind.NUMBER, read_only=True), field("y", read_only=True)
    assert told(file, *there) == [
        "crm.fields.readiness: hubspot lets nobody write x, and readiness is ours: map it to a field of its own",
        "crm.fields.title: hubspot lets nobody write y, and title is ours: map it to another field, or say `wins: crm`",
    ]


def test_labels_have_to_be_values_of_the_list_as_they_are_written() -> None:
    assert told(written({"interest": {"crm": "x"}}), field("x", FieldKind.CHOICE, "High", "low")) == [
        (
            "crm.fields.interest: x in hubspot does not take high, only High and low: "
            "add the value there, or rename the label"
        )
    ]


def test_values_that_conditions_ask_for_have_to_be_in_the_list() -> None:
    file = written({"plan": {"crm": "x"}}, plan={"is": ["Pro", "basik", "none"]})
    there = field("x", FieldKind.CHOICE, "pro", "basic")
    assert told(file, there) == [
        "segments.splan.is.1: x in hubspot is never basik; did you mean basic?",
        "segments.splan.is.2: x in hubspot is never none; it is pro and basic",
    ]
    assert told(written({"plan": {"crm": "x"}}, plan={"like": "*ro"}), there) == []
    assert told(written({"plan": {"crm": "x"}}, plan={"like": "*chief*"}), there) == [
        "segments.splan.like: x in hubspot is never *chief*; it is pro and basic"
    ]


def test_of_a_long_list_the_beginning_is_shown() -> None:
    choices = [f"industry {number}" for number in range(40)]
    (found,) = told(written({"x": {"crm": "x"}}, x={"is": "mining"}), field("x", FieldKind.CHOICE, *choices))
    assert found.endswith("industry 10, industry 11 and 28 more")


def test_both_sides_stand_beside_each_other_object_by_object() -> None:
    file = written({"employees": {"crm": "size", "on": "account"}, "title": {"crm": "x"}, "hot": {"crm": "hot"}})
    schema = {Object.CONTACT: [field("x")], Object.ACCOUNT: [field("size", FieldKind.NUMBER)]}
    assert rows(file, schema) == [
        Row(Object.CONTACT, "title", "any", "x", "text", "latest"),
        Row(Object.CONTACT, "hot", "segment", "hot", None, "us"),
        Row(Object.ACCOUNT, "employees", "any", "size", "number", "latest"),
    ]


def test_a_list_of_true_and_false_is_as_good_as_a_checkbox() -> None:
    assert told(written({"hot": {"crm": "x"}}), field("x", FieldKind.CHOICE, "true", "false")) == []
    assert told(written({"hot": {"crm": "x"}}), field("x", FieldKind.CHOICE, "true", "maybe")) != []
