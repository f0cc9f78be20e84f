"""What docs/model.md says of sources, tried out on the sources of its own examples."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import pytest

from leadflow.adapters.signatures import rendered
from leadflow.adapters.sources import source
from leadflow.application.webhook import Request, Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Trust
from tests.models import MONDAY
from tests.unit.model.page import POLICY, WORDING

PAGE: Final = "https://www.acme.example/demo?utm_campaign=spring"
NOTHING: Final[Mapping[str, str]] = {}


def heard(name: str, body: bytes, headers: Mapping[str, str], later: int = 0) -> list[Activity]:
    sender = POLICY.senders[name]
    request = Request("POST", f"/hooks/{name}", "", headers, body, "192.0.2.7")
    webhook = Webhook(sender, request, Instant(MONDAY + later), "token")
    return list(source(sender.kind).activities(webhook))


def sent(age: int = 9 * SECOND, /, headers: Mapping[str, str] = NOTHING, **fields: str) -> Activity:
    """The form of the page, filled in so long after its page was made."""
    stamped = {"_rendered": rendered.stamp("contact", "token", Instant(MONDAY - age)), **fields}
    typed = {"content-type": "application/x-www-form-urlencoded", **headers}
    [activity] = heard("contact", urlencode(stamped | {"a": "1"}).encode(), typed)
    return activity


def told(document: Json, later: int = 0, **headers: str) -> list[Activity]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return heard("app", json.dumps(document).encode(), named, later)


def first(document: Json, later: int = 0, **headers: str) -> str:
    return told(document, later, **headers)[0].id


SIGNUP: Final[dict[str, Json]] = {"event": {"name": "signup.done"}, "user": {"email": "ada@nordlys.example", "id": 7}}
DATED: Final[dict[str, Json]] = {"event": {"name": "signup", "at": "2026-03-02T08:00:00Z"}}

CLAIMS: Final[Mapping[str, Callable[[], object]]] = {
    "`form` is public where nothing is said, all else is not": lambda: (
        {name for name, sender in POLICY.senders.items() if sender.trust is Trust.PUBLIC} == {"contact", "site"}
    ),
    "the traits `email`, `user_id` and `anonymous_id` are the lead's keys": lambda: (
        told(SIGNUP)[0].lead == Keys("ada@nordlys.example", user_id="7")
    ),
    "An answer that `fields` does not name becomes a property, under its own name.": lambda: (
        sent(job="VP").properties["a"] == "1" and sent(job="VP").traits == {"title": "VP"}
    ),
    "A field named `email` is the key where no other is.": lambda: (
        sent(email="ada@nordlys.example").lead.email == "ada@nordlys.example"
    ),
    "`utm_campaign`, `utm_source` and so on, and those of click ids, become the properties": lambda: (
        sent(utm_campaign="spring", gclid="g").properties.items() >= {"campaign": "spring", "gclid": "g"}.items()
    ),
    "`anonymous_id` the visitor's key": lambda: sent(anonymous_id="v1").lead.anonymous_id == "v1",
    "Where there are none, the page's own address says where somebody came from": lambda: (
        sent(page_url=PAGE).properties["campaign"] == "spring"
        and "campaign" not in sent(page_url=PAGE, utm_source="ads").properties
    ),
    "that of a hidden field `page_url`, else the one that the browser sends along": lambda: (
        sent(headers={"referer": PAGE}).properties["url"] == PAGE
        and sent(headers={"referer": PAGE}, page_url="https://x.example/").properties["url"] == "https://x.example/"
    ),
    "who fills it in is a machine": lambda: sent(website="x").machine and not sent(website="").machine,
    "the shortest time in which a human fills the form in": lambda: sent(2 * SECOND).machine and not sent().machine,
    "It is good for 24 hours.": lambda: sent(24 * HOUR + SECOND).machine and not sent(24 * HOUR).machine,
    "what no pointer names is kept as evidence only": lambda: (
        "user" not in told(SIGNUP)[0].properties and told(SIGNUP)[0].raw == SIGNUP
    ),
    "A body of `json` that is a list is one activity an element.": lambda: len(told([SIGNUP, DATED])) == 2,
    "the same activity when it is sent again under the same `id`": lambda: (
        first({"event": {"id": 1, "name": "a"}}) == first({"event": {"id": 1, "name": "b"}}, HOUR)
    ),
    "without one, under the same header `idempotency-key`": lambda: (
        first(SIGNUP, idempotency_key="k") == first(DATED, HOUR, idempotency_key="k")
    ),
    "with the same content: in the same ten minutes": lambda: (
        first(SIGNUP) == first(SIGNUP, 9 * MINUTE) != first(SIGNUP, 11 * MINUTE)
    ),
    "or for ever where `occurred_at` finds when it happened": lambda: first(DATED) == first(DATED, 9 * HOUR),
    "`*` stands for anything, and the first that fits counts": lambda: (
        [one.type for one in told([SIGNUP, {"event": {"name": "export"}}])] == ["form.submitted", "product.used"]
    ),
}


@pytest.mark.parametrize("words", CLAIMS)
def test_what_the_page_says_of_sources_is_so(words: str) -> None:
    assert words in WORDING
    assert CLAIMS[words]()


def test_what_types_does_not_know_is_nobodys_activity() -> None:
    assert "What `types` does not know is nobody's activity." in WORDING
    app = POLICY.senders["app"]
    strict = replace(app, pointers=replace(app.pointers, types={"signup*": "form.submitted"}))
    request = Request("POST", "/hooks/app", "", {}, b'{"event":{"name":"export"}}', "192.0.2.7")
    assert list(source("json").activities(Webhook(strict, request, MONDAY))) == []
