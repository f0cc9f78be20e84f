"""Where a JSON pointer leads, and what is found there for a lead."""

import pytest

from leadflow.adapters.payloads import pointers
from leadflow.adapters.payloads.filled import Filled
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.sender import Pointers, Sender

BODY: Json = {"a": [1, {"b/c": 2, "m~n": 3, "~1": 4}], "": 5, "text": "abc", "none": None}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        *(("", BODY), ("/", 5), ("/a/0", 1), ("/a/1/b~1c", 2), ("/a/1/m~0n", 3), ("/a/1/~01", 4)),
        *(("/a/2", None), ("/a/-", None), ("/a/01", None), ("/a/-1", None), ("/a/+1", None), ("/a/\u0661", None)),
        *(("/a/" + "9" * 5000, None), ("/text/0", None), ("/none/x", None), ("a", None), ("/A", None)),
    ],
)
def test_a_pointer_leads_to_one_place_or_to_nothing(pointer: str, found: Json) -> None:
    assert pointers.look(BODY, pointer) == found


def stated(body: Json, fields: dict[str, str], properties: dict[str, str] | None = None) -> Filled:
    return pointers.stated(body, Sender("app", "json", fields=fields, pointers=Pointers(properties=properties or {})))


def test_email_user_and_visitor_are_keys_and_the_rest_traits() -> None:
    fields = {"/mail": "email", "/user": "user_id", "/visitor": "anonymous_id", "/size": "company_size"}
    found = stated({"mail": " Ada@Nordlys.example", "user": 42, "visitor": "v1", "size": 12}, fields)
    assert found.keys == Keys("ada@nordlys.example", user_id="42", anonymous_id="v1")
    assert found.traits == {"company_size": 12}


def test_the_first_pointer_that_finds_something_fills_a_trait() -> None:
    fields = {"/new": "company", "/old": "company"}
    assert stated({"new": None, "old": "Nordlys"}, fields).traits == {"company": "Nordlys"}
    assert stated({"new": "Fjell", "old": "Nordlys"}, fields).traits == {"company": "Fjell"}


def test_what_is_empty_was_not_stated() -> None:
    body: Json = {"a": "", "b": None, "c": [], "d": {}, "e": 0, "f": False}
    found = stated(body, {f"/{name}": name for name in "abcdef"}, {f"/{name}": name for name in "abcdef"})
    assert found.traits == found.properties == {"e": 0, "f": False}


def test_an_address_that_is_none_is_no_key() -> None:
    assert stated({"mail": "nobody"}, {"/mail": "email"}).keys == Keys()
