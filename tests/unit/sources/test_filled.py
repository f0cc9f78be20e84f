"""What the answers of a form become: keys, traits, properties, and where the visitor came from."""

import pytest

from leadflow.adapters.payloads.filled import filled
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json

PAGE = "https://www.acme.example/demo?utm_campaign=autumn&utm_source=ads&gclid=g1"
NAME: dict[str, Json] = {"first": "Ada", "middle": None, "last": "Lindqvist"}


@pytest.mark.parametrize(
    ("stated", "fields", "keys"),
    [
        (
            {"work": "Ada@Nordlys.example", "email": "other@nordlys.example"},
            {"work": "email"},
            Keys("ada@nordlys.example"),
        ),
        ({"work": "no address", "email": "ada@nordlys.example"}, {"work": "email"}, Keys("ada@nordlys.example")),
        ({"a": "", "b": "bo@nordlys.example"}, {"a": "email", "b": "email"}, Keys("bo@nordlys.example")),
        ({"email": ["no address", "ada@nordlys.example"]}, {}, Keys("ada@nordlys.example")),
        (
            {"customer": 42, "visitor": "v1"},
            {"customer": "user_id", "visitor": "anonymous_id"},
            Keys(None, None, "42", "v1"),
        ),
        ({"anonymous_id": "a1", "ajs_anonymous_id": "a2"}, {}, Keys(anonymous_id="a1")),
        ({"anonymous_id": "", "ajs_anonymous_id": '"a2"'}, {}, Keys(anonymous_id="a2")),
        ({"ajs_anonymous_id": "%22a2%22"}, {}, Keys(anonymous_id="a2")),
        ({"rl_anonymous_id": "a3"}, {}, Keys(anonymous_id="a3")),
        ({"anonymous_id": {"a": 1}, "user_id": "7"}, {}, Keys()),
        ({"anonymous_id": "x" * 301}, {}, Keys()),
    ],
)
def test_which_answers_are_keys(stated: dict[str, Json], fields: dict[str, str], keys: Keys) -> None:
    assert filled(stated, fields).keys == keys


def test_what_the_provider_calls_an_address_is_the_last_to_be_asked() -> None:
    assert filled({}, {}, "ada@nordlys.example").keys == Keys("ada@nordlys.example")
    assert filled({"email": "bo@nordlys.example"}, {}, "ada@nordlys.example").keys == Keys("bo@nordlys.example")


@pytest.mark.parametrize(
    ("fields", "traits"),
    [
        ({"name": "name"}, {"name": "Ada Lindqvist"}),
        ({"name.first": "first", "name.last": "last"}, {"first": "Ada", "last": "Lindqvist"}),
        ({"name.middle": "middle", "name.other": "other", "nobody.first": "nobody"}, {}),
        ({"name.first": "called", "name": "called"}, {"called": "Ada"}),
    ],
)
def test_an_answer_of_several_parts_is_one_text_or_each_of_them(
    fields: dict[str, str], traits: dict[str, Json]
) -> None:
    assert filled({"name": NAME}, fields).traits == traits


def test_an_answer_with_a_dot_in_its_name_goes_before_a_part() -> None:
    assert filled({"1.3": "Ada", "1": {"3": "Bo"}}, {"1.3": "first"}).traits == {"first": "Ada"}


@pytest.mark.parametrize(
    ("stated", "page", "properties"),
    [
        ({"utm_campaign": "spring", "utm_term": "crm"}, None, {"campaign": "spring", "utm_term": "crm"}),
        ({"utm_campaign": "spring"}, PAGE, {"campaign": "spring", "url": PAGE}),
        ({"utm_campaign": ""}, PAGE, {"campaign": "autumn", "utm_source": "ads", "gclid": "g1", "url": PAGE}),
        (
            {"page_url": PAGE, "url": "x"},
            "https://www.acme.example/",
            {"campaign": "autumn", "utm_source": "ads", "gclid": "g1", "url": PAGE},
        ),
        ({"url": "https://www.acme.example/a"}, "https://www.acme.example/", {"url": "https://www.acme.example/a"}),
        ({"url": "nordlys.example"}, None, {"url": "nordlys.example"}),
        ({"fbclid": "f1", "campaign": "theirs"}, "http://[", {"fbclid": "f1", "campaign": "theirs", "url": "http://["}),
        ({}, None, {}),
    ],
)
def test_where_somebody_came_from(stated: dict[str, Json], page: str | None, properties: dict[str, Json]) -> None:
    assert filled(stated, {}, page=page).properties == properties


def test_a_hidden_field_that_the_model_names_is_both() -> None:
    found = filled({"utm_campaign": "spring"}, {"utm_campaign": "first_campaign"})
    assert (found.traits, found.properties) == ({"first_campaign": "spring"}, {"campaign": "spring"})


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_what_is_empty_was_not_stated(nothing: Json) -> None:
    found = filled({"a": nothing, "b": nothing, "email": nothing, "utm_campaign": nothing}, {"a": "trait"})
    assert (found.keys, found.traits, found.properties) == (Keys(), {}, {})
