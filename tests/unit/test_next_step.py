"""What a message suggests to do next, in words filled in with what is known."""

from leadflow.domain.automation import Automation
from leadflow.domain.json import Json
from tests.unit.channels.matters import (
    COOLED,
    HAND_OVER,
    LEFT,
    lead,
    message,
    news,
)


def advised(text: str, **traits: Json) -> str:
    return message(of=lead(traits), automation=Automation("a", HAND_OVER.when, (), next=text)).next


def test_the_next_step_names_the_lead() -> None:
    assert message().next == "Call Ada Lindqvist at Northwind Traders within the hour"
    assert (
        advised("Write to {email} about {industry}", industry="shipping")
        == "Write to ada@northwind.example about shipping"
    )


def test_what_the_next_step_does_not_know_is_paraphrased() -> None:
    assert advised("Call {name} at {company}") == "Call ada@northwind.example at their company"
    assert advised("Greet {first_name}, ask for {crm.owner}") == "Greet ada@northwind.example, ask for their crm owner"


def test_the_next_step_tells_scores_and_labels_as_they_are_in_the_news() -> None:
    assert advised("{persona}: {readiness} and {fit}") == "decision maker: 83 and 50"
    unjudged = message(about=news(why=None), automation=Automation("a", HAND_OVER.when, (), next="At {readiness}"))
    assert unjudged.next == "At their readiness"


def test_the_next_step_tells_what_follows_from_what_is_known() -> None:
    deals: dict[str, Json] = {"crm.opportunities.7.name": "Fleet", "crm.purchases.7.amount": 250}
    text = "{company.domain}: {crm.opportunity_name}, {crm.total_purchases} since {first_seen}"
    assert advised(text, **deals) == "northwind.example: Fleet, 250 since their first seen"


def test_a_filled_in_value_is_not_filled_in_again() -> None:
    assert advised("Call {name}", name="{company}") == "Call {company}"


def test_without_a_next_step_there_is_none() -> None:
    assert message(about=news(LEFT), automation=COOLED).next == ""
