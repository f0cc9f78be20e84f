"""What our own webhooks say, that their receivers can trust it, and what their answers mean."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from leadflow.adapters.channels import webhook
from leadflow.adapters.signatures.standard import StandardWebhooks
from leadflow.application.announcement import CONTRIBUTIONS
from leadflow.application.channel import Closed, Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.webhook import NotAuthenticated, Request, Webhook
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from tests.unit.channels.matters import KEY, NOW, TAKEN_BACK, WHY, contribution, dispatch, message, news
from tests.unit.channels.samples import HOSTILE, hostile

GOLDEN = Path(__file__).parent / "golden" / "webhook"
ADDRESS = "https://hooks.acme.example:8443/leads"
SECRET = f"{ADDRESS} {KEY}"
OTHER = "whsec_YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlci0="
ALL = frozenset({"email", "name", "title", "company", "phone"})
GOLDENS = {
    "entered": dispatch(secrets=[SECRET]),
    "taken_back": dispatch(message(about=news(TAKEN_BACK)), news(TAKEN_BACK), secrets=[SECRET]),
    "with_person": dispatch(secrets=[SECRET], include=ALL),
    "without_score": dispatch(message(about=news(why=None)), news(why=None), secrets=[SECRET], include=ALL),
}


def posted(way: Dispatch) -> Mapping[str, Mapping[str, Json]]:
    body: Mapping[str, Mapping[str, Json]] = json.loads(webhook.request(way).body)
    return body


def verify(request: OutboundRequest, *keys: str, at: Instant = NOW) -> None:
    """As a receiver does it."""
    received = Request("POST", "/leads", "", dict(request.headers), request.body, "127.0.0.1")
    StandardWebhooks().verify(Webhook(Sender("us", "standard"), received, at), keys)


@pytest.mark.parametrize("name", GOLDENS)
def test_what_is_posted_is_as_it_was_approved(name: str) -> None:
    assert posted(GOLDENS[name]) == json.loads((GOLDEN / f"{name}.json").read_text())


def test_whoever_has_the_key_can_verify_it_and_nobody_else() -> None:
    request = webhook.request(dispatch(secrets=[SECRET]))
    verify(request, KEY)
    with pytest.raises(NotAuthenticated):
        verify(request, OTHER)
    with pytest.raises(NotAuthenticated):
        verify(replace(request, body=request.body + b" "), KEY)


def test_while_the_key_is_changed_the_old_one_and_the_new_one_fit() -> None:
    request = webhook.request(dispatch(secrets=[f"{ADDRESS}/new {OTHER}", SECRET]))
    assert request.url == f"{ADDRESS}/new"
    verify(request, KEY)
    verify(request, OTHER)


def test_each_attempt_is_signed_anew_under_the_same_id() -> None:
    first = dispatch(secrets=[SECRET])
    second = replace(first, now=Instant(NOW + 10 * MINUTE))
    ones, others = webhook.request(first), webhook.request(second)
    assert ones.headers["webhook-id"] == others.headers["webhook-id"]
    assert (ones.body, ones.headers["webhook-timestamp"]) == (others.body, str(NOW // SECOND))
    verify(others, KEY, at=second.now)
    with pytest.raises(NotAuthenticated):
        verify(ones, KEY, at=second.now)


def test_another_action_for_the_same_news_has_another_id_which_holds_no_dot() -> None:
    way = dispatch(secrets=[SECRET])
    another = replace(way, errand=replace(way.errand, action=1))
    names = {webhook.request(each).headers["webhook-id"] for each in (way, another)}
    assert len(names) == 2
    assert not any("." in name for name in names)


def test_nothing_is_said_of_the_person_that_the_model_does_not_let_out() -> None:
    told = webhook.request(dispatch(secrets=[SECRET])).body
    assert not any(known in told for known in (b"Ada", b"northwind", b"Northwind", b"VP Operations"))
    assert posted(dispatch(secrets=[SECRET], include=frozenset({"email"})))["data"]["person"] == {
        "email": "ada@northwind.example"
    }


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_stranger_s_words_are_text_within_the_json(text: str) -> None:
    person = posted(dispatch(hostile(text), secrets=[SECRET], include=ALL))["data"]["person"]
    assert isinstance(person, dict)
    assert set(person) <= ALL


def test_what_is_told_of_a_score_adds_up_however_many_contributions_there_are() -> None:
    many = tuple(contribution("pricing", number, 3_600, 0.5) for number in range(100))
    long = replace(WHY, value=55.0, contributions=many)
    told = posted(dispatch(message(), news(why=long), secrets=[SECRET]))["data"]["why"]
    assert isinstance(told, dict)
    assert isinstance(told["contributions"], list)
    assert len(told["contributions"]) == CONTRIBUTIONS
    assert told["others"] == 0.5 * (100 - CONTRIBUTIONS)
    assert len(webhook.request(dispatch(secrets=[SECRET])).body) < 20_000


def test_the_address_may_be_anywhere_public_and_stands_only_where_the_request_goes() -> None:
    request = webhook.request(dispatch(secrets=[SECRET]))
    assert (request.url, request.anywhere, request.hosts) == (ADDRESS, True, frozenset())
    assert KEY.encode() not in request.body


@pytest.mark.parametrize(
    "secrets", [[ADDRESS], [f"{ADDRESS} "], [f"{ADDRESS} whsec_"], [f"{ADDRESS} whpk_x"], [f"{SECRET} x"], ["", SECRET]]
)
def test_without_an_address_and_a_key_nothing_is_sent(secrets: list[str]) -> None:
    with pytest.raises(TryAgain, match="no address with a key"):
        webhook.request(dispatch(secrets=secrets))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_is_taken(status: int) -> None:
    webhook.read(Reply(status, {}, b"{not json"))


def test_a_receiver_that_is_gone_is_told_nothing_more() -> None:
    with pytest.raises(Closed, match="410"):
        webhook.read(Reply(410, {}, b""))


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
def test_a_redirect_is_refused_for_good(status: int) -> None:
    with pytest.raises(RefusedForGood):
        webhook.read(Reply(status, {"location": "http://169.254.169.254/"}, b""))


@pytest.mark.parametrize("status", [100, 400, 401, 403, 404, 429, 500, 502, 503, 504])
def test_whatever_else_is_tried_again_after_what_the_receiver_asks_for(status: int) -> None:
    later = {"retry-after": "Tue, 14 May 2024 14:09:30 GMT", "date": "Tue, 14 May 2024 14:07:30 GMT"}
    for headers, after in (({}, 0), ({"retry-after": "90"}, 90 * SECOND), (later, 2 * MINUTE)):
        with pytest.raises(TryAgain) as again:
            webhook.read(Reply(status, headers, b""))
        assert again.value.after == Duration(after)


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "Tue, 14 May 2024 14:09:30 GMT"},
        {"retry-after": "Tue, 14 May 2024 14:05:30 GMT", "date": "Tue, 14 May 2024 14:07:30 GMT"},
        {"retry-after": "Tue, 14 May 2024 14:09:30", "date": "Tue, 14 May 2024 14:07:30 GMT"},
        {"retry-after": "Tue, 99 May 2024 14:09:30 GMT", "date": "yesterday"},
    ],
)
def test_a_date_that_says_nothing_asks_for_no_pause(headers: Mapping[str, str]) -> None:
    with pytest.raises(TryAgain) as again:
        webhook.read(Reply(429, headers, b""))
    assert again.value.after == 0
