"""Lead ads: the address is proven, each lead becomes a question, and its answer a filled-in form."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from leadflow.adapters.sources import meta_lead_ads
from leadflow.application.channel import RefusedForGood, Reply, TryAgain
from leadflow.application.fetch import Fetch
from leadflow.application.webhook import NotAuthenticated, Request, Unreadable, Webhook
from leadflow.domain.activity import Activity, Kind
from leadflow.domain.identity import Keys
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from local.samples import sample
from tests.receiving import MemoryActions, MemoryIntake, MemorySecrets, receiver

LEADS: Final = sample("meta_lead_ads", "leads")
SENDER: Final = LEADS.sender
FETCH: Final = Fetch("lead-ads", "lead", "55459717045641545", LEADS.received_at, {"form_id": "5511", "ad_id": "23"})
LEAD: Final[Mapping[str, Json]] = {
    "id": "55459717045641545",
    "created_time": "2026-03-02T09:59:59+0000",
    "form_id": "551111744595541",
    "ad_name": "Video B",
    "campaign_name": "spring-news",
    "platform": "fb",
    "is_organic": False,
    "field_data": [
        {"name": "full_name", "values": ["Ada Lindqvist"]},
        {"name": "work_email", "values": ["Ada.Lindqvist@nordlys.example"]},
        {"name": "company_name", "values": ["Nordlys AS"]},
        {"name": "what_do_you_need?", "values": ["support", "prices"]},
    ],
}


def challenged(query: str) -> Webhook:
    return Webhook(SENDER, Request("GET", "/hooks/lead-ads", query, {}, b"", "192.0.2.7"), LEADS.received_at)


def answered(answer: Json, status: int = 200) -> Activity:
    reply = Reply(status, {}, json.dumps(answer).encode())
    [activity] = meta_lead_ads.fetched(FETCH, reply, SENDER)
    return activity


def fault(code: int, **more: Json) -> Json:
    return {"error": {"message": "told", "type": "OAuthException", "code": code, **more}}


def test_the_challenge_comes_back_for_who_knows_the_verify_token() -> None:
    query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=known"
    answer = meta_lead_ads.challenge(challenged(query), ["older", "known"])
    assert (answer.status, answer.body, answer.headers) == (200, b"1158201444", {"content-type": "text/plain"})


@pytest.mark.parametrize(
    "query",
    [
        "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong",
        "hub.mode=subscribe&hub.challenge=1158201444",
        "hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=known",
        "hub.mode=subscribe&hub.verify_token=known",
        "hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=known",
        "hub.mode=subscribe&hub.challenge=\ud800&hub.verify_token=known",
        "&".join(["a=1"] * 100),
    ],
)
def test_any_other_challenge_is_refused(query: str) -> None:
    with pytest.raises(NotAuthenticated):
        meta_lead_ads.challenge(challenged(query), ["known"])


def test_without_a_live_verify_token_no_challenge_is_answered() -> None:
    with pytest.raises(NotAuthenticated):
        meta_lead_ads.challenge(challenged("hub.mode=subscribe&hub.challenge=1&hub.verify_token="), [""])


def test_receive_answers_the_challenge_by_the_secret_of_verify() -> None:
    known = MemorySecrets({"lead-ads-verify": ["known"], "lead-ads": ["another"]})
    asked = challenged("hub.mode=subscribe&hub.challenge=77&hub.verify_token=known").request
    outcome = replace(receiver(MemoryIntake(), known), senders={"lead-ads": SENDER}).receive(asked, LEADS.received_at)
    assert (outcome.answer.status, outcome.answer.body) == (200, b"77")


def test_each_lead_of_a_notification_is_one_question_and_the_webhook_itself_no_activity() -> None:
    intake, actions = MemoryIntake(), MemoryActions()
    known = MemorySecrets({"lead-ads": [LEADS.secret]})
    receiving = replace(receiver(intake, known), senders={"lead-ads": SENDER}, actions=actions)
    outcome = receiving.receive(LEADS.request, LEADS.received_at)
    assert (outcome.answer.status, outcome.accepted, outcome.asked, intake.parcels) == (200, 0, 2, [])
    about = {"form_id": "551111744595541", "page_id": "516540199134611", "created_time": "1772445600"}
    ad = {"ad_id": "23842614006130185", "adgroup_id": "23842614006130185"}
    assert actions.errands == [
        Fetch("lead-ads", "lead", "55459717045641545", LEADS.received_at, {**about, **ad}),
        Fetch("lead-ads", "lead", "55459717045641999", LEADS.received_at, about),
    ]


@pytest.mark.parametrize(
    "lead",
    [None, {}, {"leadgen_id": None}, {"leadgen_id": "../me"}, {"leadgen_id": "٣"}, {"leadgen_id": "1" * 99}],
)
def test_a_lead_without_its_id_is_unreadable(lead: Json) -> None:
    told = {"object": "page", "entry": [{"changes": [{"field": "leadgen", "value": lead}]}]}
    webhook = Webhook(SENDER, replace(LEADS.request, body=json.dumps(told).encode()), LEADS.received_at)
    for read in (meta_lead_ads.fetches, meta_lead_ads.activities):
        with pytest.raises(Unreadable):
            list(read(webhook))


def test_the_question_goes_to_meta_with_the_page_s_token() -> None:
    asked = meta_lead_ads.request(FETCH, SENDER, "page/token&x")
    parts = urlsplit(asked.url)
    assert (asked.method, parts.scheme, parts.hostname) == ("GET", "https", "graph.facebook.com")
    assert asked.hosts == frozenset({"graph.facebook.com"})
    assert parts.path.endswith("/55459717045641545")
    assert parse_qs(parts.query)["access_token"] == ["page/token&x"]
    assert "field_data" in parse_qs(parts.query)["fields"][0]


def test_an_answer_is_a_form_that_was_filled_in() -> None:
    activity = answered(LEAD)
    assert (activity.type, activity.lead) == (Kind.FORM_SUBMITTED, Keys("ada.lindqvist@nordlys.example"))
    assert activity.type in meta_lead_ads.SENDS
    assert activity.occurred_at == parse("2026-03-02T09:59:59Z")
    assert activity.traits == {"company": "Nordlys AS", "name": "Ada Lindqvist"}
    assert activity.properties == {
        "work_email": "Ada.Lindqvist@nordlys.example",
        "what_do_you_need?": ["support", "prices"],
        "campaign": "spring-news",
        "ad": "Video B",
        "ad_id": "23",
        "platform": "fb",
        "organic": False,
        "form": "551111744595541",
    }
    assert activity.raw == LEAD


def test_a_lead_that_is_asked_for_twice_is_one_activity() -> None:
    again = replace(FETCH, received_at=parse("2026-03-03T00:00:00Z"))
    [later] = meta_lead_ads.fetched(again, Reply(200, {}, json.dumps(LEAD).encode()), SENDER)
    assert later.id == answered(LEAD).id


def test_what_the_answer_leaves_out_is_taken_from_the_webhook() -> None:
    empty: Json = [{"name": None, "values": ["x"]}, {"name": "company_name", "values": None}, None]
    bare = answered({"id": "1", "field_data": empty, "created_time": None})
    assert (bare.occurred_at, bare.lead, bare.traits) == (FETCH.received_at, Keys(), {})
    assert bare.properties == {"form": "5511", "ad_id": "23"}


def test_a_hidden_campaign_comes_before_the_ad_s() -> None:
    hidden = {"name": "utm_campaign", "values": ["autumn"]}
    assert answered({**LEAD, "field_data": [hidden]}).properties["campaign"] == "autumn"


def test_meta_s_own_test_leads_say_so() -> None:
    dummy = {"name": "full_name", "values": ["<test lead: dummy data for full_name>"]}
    assert answered({**LEAD, "field_data": [dummy]}).properties["test"] is True
    assert "test" not in answered(LEAD).properties


@pytest.mark.parametrize("code", [100, 803])
def test_a_lead_that_is_gone_is_refused_for_good(code: int) -> None:
    with pytest.raises(RefusedForGood, match=f"no such lead any more, or .* code {code}"):
        answered(fault(code, error_subcode=33), 400)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (fault(190, error_subcode=463), 400),
        (fault(10), 403),
        (fault(4), 400),
        (fault(2), 500),
        (fault(100, is_transient=True), 400),
        ({"error": {"code": ["odd"]}}, 400),
        ({}, 200),
        ([], 200),
        (LEAD, 503),
    ],
)
def test_all_else_keeps_the_lead_in_the_queue(answer: Json, status: int) -> None:
    with pytest.raises(TryAgain, match=rf"Meta.*{status}") as again:
        answered(answer, status)
    assert "told" not in again.value.reason


def test_an_answer_that_is_cut_keeps_the_lead_in_the_queue() -> None:
    with pytest.raises(TryAgain, match="cannot be read"):
        list(meta_lead_ads.fetched(FETCH, Reply(200, {}, b'{"field_data": ['), SENDER))
