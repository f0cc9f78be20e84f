"""What tools are told, and what each of their answers means."""

import json
from dataclasses import replace
from pkgutil import iter_modules

import pytest

from leadflow.adapters import tracks
from leadflow.adapters.tracks import TOOLS, tool
from leadflow.application.channel import Closed, RefusedForGood, Reply, TryAgain
from leadflow.application.circuit import NotYet
from leadflow.domain.instant import HOUR, MINUTE, SECOND
from leadflow.domain.json import Json
from tests.unit.channels.matters import NOW
from tests.unit.tracks.wishes import LIST, Way, wish

SENDGRID, BREVO = "https://api.sendgrid.com/v3/marketing", "https://api.brevo.com/v3"


def reply(status: int, body: Json = None, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode())


def contact(*lists: str) -> Reply:
    found: Json = {"contact": {"id": "c-1", "email": "ada+1@northwind.example", "list_ids": list(lists)}}
    return reply(200, {"result": {"ada+1@northwind.example": found}})


TAKEN = {"sendgrid": reply(202, {"job_id": "j-1"}), "brevo": reply(201, {"id": 7}), "webhook": reply(204)}


def told(kind: str, *answers: Reply, enrol: bool = True, age: int = 2 * HOUR) -> Way:
    way = Way(list(answers))
    tool(kind).tell(wish(kind, enrol=enrol, told=age), way)
    return way


def test_every_module_is_a_tool_that_is_known() -> None:
    assert {each.name for each in iter_modules(tracks.__path__)} == set(TOOLS)
    with pytest.raises(LookupError, match="mailchimp is no kind of tool"):
        tool("mailchimp")


def test_sendgrid_is_asked_to_put_a_contact_on_a_list() -> None:
    way = told("sendgrid", TAKEN["sendgrid"])
    assert way.lines == [f"PUT {SENDGRID}/contacts"]
    assert json.loads(way.asked[0].body) == {"list_ids": [LIST], "contacts": [{"email": "ada+1@northwind.example"}]}
    assert way.asked[0].headers == {
        "authorization": "Bearer SG.made-up-key",
        "accept": "application/json",
        "content-type": "application/json",
    }
    assert way.asked[0].hosts == {"api.sendgrid.com"}


def test_sendgrid_is_asked_for_the_contact_before_that_is_taken_off() -> None:
    way = told("sendgrid", contact("another", LIST), TAKEN["sendgrid"], enrol=False)
    assert way.lines == [
        f"POST {SENDGRID}/contacts/search/emails",
        f"DELETE {SENDGRID}/lists/{LIST}/contacts?contact_ids=c-1",
    ]
    assert json.loads(way.asked[0].body) == {"emails": ["ada+1@northwind.example"]}
    assert (way.asked[1].body, "content-type" in way.asked[1].headers) == (b"", False)


@pytest.mark.parametrize(
    "found",
    [
        contact("another"),
        contact(),
        reply(404),
        reply(200, {"result": {"a@b.example": {"error": "contact not found"}}}),
        reply(200, {"result": {"a@b.example": {"contact": {"id": 7}}}}),
        reply(200, {"result": {"a@b.example": None}}),
        reply(200, {"result": [1]}),
        reply(200, ["a"]),
    ],
)
def test_whom_sendgrid_has_not_on_the_list_needs_no_taking_off(found: Reply) -> None:
    assert len(told("sendgrid", found, enrol=False).asked) == 1


@pytest.mark.parametrize("found", [contact("another"), reply(404)])
def test_a_list_of_sendgrid_that_may_still_be_behind_is_asked_again(found: Reply) -> None:
    with pytest.raises(NotYet, match="has not put the lead on its list yet") as again:
        told("sendgrid", found, enrol=False, age=HOUR - SECOND)
    assert again.value.after == 2 * MINUTE


def test_a_contact_that_is_gone_by_then_is_off_the_list() -> None:
    assert len(told("sendgrid", contact(LIST), reply(404), enrol=False).asked) == 2


def test_brevo_is_asked_to_put_a_contact_on_a_list_known_or_not() -> None:
    way = told("brevo", TAKEN["brevo"])
    assert way.lines == [f"POST {BREVO}/contacts"]
    assert json.loads(way.asked[0].body) == {
        "email": "ada+1@northwind.example",
        "listIds": [12],
        "updateEnabled": True,
    }
    assert way.asked[0].headers["api-key"] == "xkeysib-made-up"
    assert way.asked[0].hosts == {"api.brevo.com"}


@pytest.mark.parametrize("answer", [reply(204), reply(404, {"code": "document_not_found"})])
def test_brevo_is_asked_to_take_a_contact_off_a_list_known_or_not(answer: Reply) -> None:
    way = told("brevo", answer, enrol=False)
    assert way.lines == [f"PUT {BREVO}/contacts/ada%2B1%40northwind.example"]
    assert json.loads(way.asked[0].body) == {"unlinkListIds": [12]}


@pytest.mark.parametrize(("enrol", "kind"), [(True, "track.enrolled"), (False, "track.withdrawn")])
def test_a_webhook_is_told_the_address_and_which_track(enrol: bool, kind: str) -> None:
    way = told("webhook", TAKEN["webhook"], enrol=enrol)
    (asked,) = way.asked
    assert (asked.url, asked.anywhere) == ("https://tool.example/in", True)
    assert asked.headers["webhook-id"] == "msg_0Zx8lqV3mT2bYc9wJ4nRkA"
    assert json.loads(asked.body) == {
        "type": kind,
        "timestamp": "2024-05-14T13:07:30Z",
        "data": {
            "version": 1,
            "id": "0Zx8lqV3mT2bYc9wJ4nRkA",
            "model": "acme",
            "track": "reawaken",
            "lead": "0Zx8lqV3mT2bYc9wJ4nRkA",
            "email": "ada+1@northwind.example",
            "automation": "nurture",
            "at": "2024-05-14T13:07:30Z",
        },
    }


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("enrol", [True, False])
@pytest.mark.parametrize("status", [100, 408, 425, 429, 500, 502, 503])
def test_what_may_pass_is_tried_again(kind: str, enrol: bool, status: int) -> None:
    with pytest.raises(TryAgain, match=str(status)):
        told(kind, reply(status, "x"), enrol=enrol)


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("enrol", [True, False])
@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_refused_for_good(kind: str, enrol: bool, status: int) -> None:
    with pytest.raises(RefusedForGood, match=str(status)):
        told(kind, reply(status, location="https://elsewhere.example"), enrol=enrol)


@pytest.mark.parametrize(("kind", "name"), [("sendgrid", "SendGrid"), ("brevo", "Brevo")])
@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_was_revoked_can_be_replaced(kind: str, name: str, status: int) -> None:
    with pytest.raises(TryAgain, match=f"{name} refuses the key"):
        told(kind, reply(status, {"code": "unauthorized", "message": "Key not found"}))


@pytest.mark.parametrize(
    ("kind", "answer", "why"),
    [
        (
            "brevo",
            reply(400, {"code": "invalid_parameter", "message": "ada+1@…"}),
            "Brevo answered 400 invalid_parameter",
        ),
        ("brevo", reply(404, {"code": "document_not_found"}), "Brevo answered 404 document_not_found"),
        ("sendgrid", reply(400, {"errors": [{"field": "list_ids", "message": "x"}]}), "SendGrid answered 400 list_ids"),
        ("sendgrid", reply(404, {}), "SendGrid answered 404"),
        ("sendgrid", Reply(413, {}, b"\xff" * 4096), "SendGrid answered 413"),
    ],
)
def test_a_list_that_was_deleted_and_what_is_wrong_are_refused_for_good(kind: str, answer: Reply, why: str) -> None:
    with pytest.raises(RefusedForGood) as refused:
        told(kind, answer)
    assert refused.value.reason == why


@pytest.mark.parametrize(
    ("kind", "headers", "seconds"),
    [
        ("sendgrid", {"retry_after": "7"}, 7),
        ("sendgrid", {"x_ratelimit_reset": str(NOW // SECOND + 40)}, 40),
        ("sendgrid", {"x_ratelimit_reset": "1392815263"}, 0),
        ("sendgrid", {"x_ratelimit_reset": "99999999999"}, 3600),
        ("sendgrid", {}, 0),
        ("brevo", {"retry_after": "7", "x_sib_ratelimit_reset": "30"}, 7),
        ("brevo", {"x_sib_ratelimit_reset": "30"}, 30),
        ("brevo", {"x_sib_ratelimit_reset": "soon"}, 0),
        ("brevo", {}, 0),
        ("webhook", {"retry_after": "7"}, 7),
        ("webhook", {}, 0),
    ],
)
def test_a_tool_that_says_how_long_is_left_alone_so_long(kind: str, headers: dict[str, str], seconds: int) -> None:
    with pytest.raises(TryAgain) as again:
        told(kind, reply(429, None, **headers))
    assert again.value.after == seconds * SECOND


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"result": {"a', b"\xff\xfe"])
def test_an_answer_of_sendgrid_that_cannot_be_read_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(TryAgain, match="cannot be read"):
        told("sendgrid", Reply(200, {}, body), enrol=False)


@pytest.mark.parametrize("kind", ["sendgrid", "brevo"])
def test_nothing_that_is_said_is_needed_where_it_was_done(kind: str) -> None:
    assert len(told(kind, Reply(202, {}, b"<html>" * 1000)).asked) == 1


def test_a_webhook_that_wants_nothing_more_says_so() -> None:
    with pytest.raises(Closed):
        told("webhook", reply(410))


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("secret", ["", "short", "two words of it", "ключ-ключ", "x" * 9 + "\t"])
def test_a_secret_that_holds_no_key_is_waited_for(kind: str, secret: str) -> None:
    way = Way([reply(200)])
    with pytest.raises(TryAgain, match="holds no"):
        tool(kind).tell(wish(kind, secret=secret), way)
    assert way.asked == []


def test_a_tool_that_stands_elsewhere_is_asked_there() -> None:
    for kind in ("sendgrid", "brevo"):
        there, way = wish(kind), Way([TAKEN[kind]])
        elsewhere = replace(there, track=replace(there.track, base="http://127.0.0.1:9"))
        tool(kind).tell(elsewhere, way)
        assert way.asked[0].url.startswith("http://127.0.0.1:9/v3/")
