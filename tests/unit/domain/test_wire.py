"""Activities as JSON: what is written is read again, and what is wrong is named."""

import pytest

from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.wire import Malformed, from_json, to_json
from tests.models import did

WHOLE: Json = {
    "id": "a",
    "lead": {"email": "Ada@Nordlys.example", "user_id": "", "crm_id": None},
    "type": "product.export",
    "occurred_at": "2026-03-02T09:00:00Z",
    "received_at": "2026-03-02T09:00:01Z",
    "source": "newsletter",
    "properties": {"url": "/pricing"},
    "traits": {"title": "CTO"},
    "machine": {"reason": "a scanner"},
    "raw": {"event": "click"},
}


def test_what_is_written_is_read_again() -> None:
    assert isinstance(WHOLE, dict)
    read = from_json(WHOLE)
    assert to_json(read) == {**WHOLE, "lead": {"email": "ada@nordlys.example"}}
    assert from_json(to_json(did("a"))) == did("a")


def test_a_stranger_has_no_address() -> None:
    stranger = did("a", lead=Keys(anonymous_id="x"))
    assert from_json(to_json(stranger)) == stranger


def test_an_activity_that_says_not_when_it_was_received_was_received_as_it_happened() -> None:
    read = from_json({key: value for key, value in dict(to_json(did("a"))).items() if key != "received_at"})
    assert read.received_at == read.occurred_at


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extra": 1}, "extra: no such field; there are id, lead, machine, "),
        ({"id": ""}, "id: a text is needed"),
        ({"source": 5}, "source: a text is needed"),
        ({"type": "email.exploded"}, "type: 'email.exploded' is no type of activity"),
        ({"type": "product."}, "type: 'product.' is no type of activity"),
        ({"occurred_at": "yesterday"}, "occurred_at: an ISO 8601 instant is needed"),
        ({"lead": None}, "lead: an object is needed"),
        ({"lead": {"phone": "1"}}, "lead.phone: no such key"),
        ({"lead": {"user_id": 42}}, "lead.user_id: a text is needed"),
        ({"lead": {"email": "ada"}}, "lead.email: not an email address"),
        ({"properties": []}, "properties: an object is needed"),
        ({"machine": True}, "machine: an object with a text `reason` is needed"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Json], message: str) -> None:
    with pytest.raises(Malformed) as wrong:
        from_json({**dict(to_json(did("a"))), **change})
    assert str(wrong.value).startswith(message)


def test_an_activity_is_an_object() -> None:
    with pytest.raises(Malformed, match="an activity is an object"):
        from_json([])
