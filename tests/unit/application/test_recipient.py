"""Whom a message to people goes to."""

from dataclasses import replace

import pytest

from leadflow.application.channel import RefusedForGood
from leadflow.application.recipient import recipient
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.json import Json
from leadflow.domain.standing import Standing
from tests.unit.channels.matters import ADA, MODEL, NOW, lead, news

ERRAND = Errand(ADA, news().id, "hand_over", 0)


def facts(**traits: Json) -> Facts:
    return Facts(MODEL, lead(traits), Standing(), NOW)


def test_an_address_of_the_model_is_itself_and_none_is_nobody() -> None:
    assert recipient("head@acme.example", ERRAND, facts()) == "head@acme.example"
    assert recipient("", ERRAND, facts()) == ""


def test_a_trait_names_somebody() -> None:
    assert recipient("{deputy}", ERRAND, facts(deputy=" Ann@ACME.example ")) == "ann@acme.example"


def test_whoever_was_given_the_lead_with_this_news_is_its_owner() -> None:
    given = replace(ERRAND, owner="bo@acme.example")
    assert recipient("{owner}", given, facts(owner="ann@acme.example")) == "bo@acme.example"
    assert recipient("{deputy}", given, facts(deputy="ann@acme.example")) == "ann@acme.example"


@pytest.mark.parametrize("known", [None, "", 7])
def test_where_nobody_is_known_by_that_name_nobody_can_be_told(known: Json) -> None:
    with pytest.raises(RefusedForGood) as refused:
        recipient("{deputy}", ERRAND, facts(deputy=known))
    assert refused.value.reason == "the lead has no deputy to write to"


@pytest.mark.parametrize("known", ["Ann", "ann@acme.example, bo@acme.example", "ann@acme.example\r\nBcc: x@x.example"])
def test_what_is_no_single_address_is_written_to_by_nobody(known: str) -> None:
    with pytest.raises(RefusedForGood) as refused:
        recipient("{deputy}", ERRAND, facts(deputy=known))
    assert refused.value.reason == "the lead's deputy is no email address"
