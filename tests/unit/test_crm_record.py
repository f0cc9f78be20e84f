"""The link to a lead's record in the CRM, which never leads nowhere."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.adapters.channels import channel
from leadflow.adapters.mail import html, text
from leadflow.adapters.tone import PENDING
from leadflow.domain.automation import Automation, Upsert
from leadflow.domain.crm import Crm
from leadflow.domain.crm_record import record_page
from leadflow.domain.facts import Facts
from leadflow.domain.identity import Keys
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.message import Matter, Message, compose
from leadflow.domain.standing import Standing
from tests.unit.channels.matters import HAND_OVER, MODEL, NOW, TAKEN_BACK, WITH_RECORDS, dispatch, lead, news

EMAIL = "ada@northwind.example"
MAKING = replace(HAND_OVER, do=(*HAND_OVER.do, Upsert("hubspot")))


def page(record: str | None, traits: Mapping[str, Json] | None = None, model: LeadModel = WITH_RECORDS) -> str:
    return record_page(Facts(model, lead(traits or {}, Keys(EMAIL, record)), Standing(), NOW))


def told(record: str | None = None, automation: Automation = MAKING, **traits: Json) -> Message:
    named = {name.replace("_", "."): value for name, value in traits.items()}
    return compose(Matter(news(), lead(named, Keys(EMAIL, record)), ()), automation, WITH_RECORDS, NOW)


def test_a_record_has_its_own_address() -> None:
    assert page("812") == "https://app.hubspot.com/contacts/7/record/0-1/812"


def test_an_address_can_say_of_what_it_is_a_record() -> None:
    both = replace(WITH_RECORDS, crm=Crm("dynamics", records="https://acme.example/{crm.record}/{crm.id}"))
    assert page("812", {"crm.record": "lead"}, both) == "https://acme.example/lead/812"
    assert page("812", {}, both) == ""


def test_what_stands_in_an_address_is_only_its_part() -> None:
    assert page("../8?a=b#c") == "https://app.hubspot.com/contacts/7/record/0-1/..%2F8%3Fa%3Db%23c"


def test_a_number_stands_in_an_address_as_it_is_written() -> None:
    numbered = replace(WITH_RECORDS, crm=Crm("hubspot", records="https://acme.example/{crm.number}"))
    assert page("812", {"crm.number": 7}, numbered) == "https://acme.example/7"
    assert page("812", {"crm.number": True}, numbered) == ""


@pytest.mark.parametrize("record", [None, ""])
def test_without_a_record_there_is_no_link(record: str | None) -> None:
    assert page(record) == ""


def test_a_deleted_record_has_no_link() -> None:
    assert page("812", {"crm.deleted": True}) == ""
    assert page("812", {"crm.deleted": False}) != ""


@pytest.mark.parametrize("crm", [None, Crm("hubspot")])
def test_without_a_word_of_where_records_are_there_is_no_link(crm: Crm | None) -> None:
    assert page("812", model=replace(WITH_RECORDS, crm=crm)) == ""
    assert page("812", model=MODEL) == ""


def test_a_message_says_that_the_record_is_still_to_come_where_its_automation_makes_it() -> None:
    assert (told().pending, told().record) == (True, "")
    assert told(crm_deleted=True, record="812").pending
    assert not told("812").pending
    assert not told(automation=HAND_OVER).pending


@pytest.mark.parametrize("kind", ["slack", "teams"])
def test_every_card_says_that_a_record_is_still_to_come(kind: str) -> None:
    assert PENDING in str(json.loads(channel(kind).request(dispatch(told())).body))
    assert PENDING not in str(json.loads(channel(kind).request(dispatch(told("812"))).body))


def test_a_mail_says_it_in_both_its_forms() -> None:
    assert (PENDING in text.body(told()), PENDING in html.page(told())) == (True, True)
    assert (PENDING in text.body(told("812")), PENDING in html.page(told("812"))) == (False, False)


def test_what_is_taken_back_makes_no_record() -> None:
    matter = Matter(news(TAKEN_BACK), lead(), ())
    assert not compose(matter, MAKING, WITH_RECORDS, NOW).pending
