"""The link to a lead's record in the CRM, which never leads nowhere."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from leadflow.domain.crm import Crm
from leadflow.domain.crm_record import record_page
from leadflow.domain.facts import Facts
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.standing import Standing
from tests.unit.channels.matters import MODEL, NOW, WITH_RECORDS, lead


def page(traits: Mapping[str, Json], model: LeadModel = WITH_RECORDS) -> str:
    return record_page(Facts(model, lead(traits), Standing(), NOW))


def test_a_record_has_its_own_address() -> None:
    assert page({"crm.record": "812"}) == "https://app.hubspot.com/contacts/7/record/0-1/812"
    assert page({"crm.record": 812}) == "https://app.hubspot.com/contacts/7/record/0-1/812"


def test_what_stands_in_an_address_is_only_its_part() -> None:
    assert page({"crm.record": "../8?a=b#c"}) == "https://app.hubspot.com/contacts/7/record/0-1/..%2F8%3Fa%3Db%23c"


@pytest.mark.parametrize("traits", [{}, {"crm.record": ""}, {"crm.record": True}, {"crm.record": None}])
def test_without_a_record_there_is_no_link(traits: Mapping[str, Json]) -> None:
    assert page(traits) == ""


def test_a_deleted_record_has_no_link() -> None:
    assert page({"crm.record": "812", "crm.deleted": True}) == ""
    assert page({"crm.record": "812", "crm.deleted": False}) != ""


@pytest.mark.parametrize("crm", [None, Crm("hubspot")])
def test_without_a_word_of_where_records_are_there_is_no_link(crm: Crm | None) -> None:
    assert page({"crm.record": "812"}, replace(WITH_RECORDS, crm=crm)) == ""
    assert page({"crm.record": "812"}, MODEL) == ""
