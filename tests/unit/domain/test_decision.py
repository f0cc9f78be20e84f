"""What somebody of sales decides is an activity of the lead, once."""

from dataclasses import replace

from leadflow.domain.activity import Kind
from leadflow.domain.decision import Decision, told
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, SECOND, Instant, parse
from leadflow.domain.news import whose
from leadflow.domain.team import Member
from tests.unit.channels.matters import ADA, news

AT = parse("2026-03-02T10:00:25Z")
TEAM = {"bo@acme.example": Member(), "ann@acme.example": Member("U01ANN")}
KEYS = Keys("ada@northwind.example", crm_id="812")
REJECTED = Decision("clicks", "hand_over", news().id, Kind.SALES_REJECTED, "U01ANN", AT, AT, AT, "not a fit")
SNOOZED = replace(REJECTED, kind=Kind.SALES_SNOOZED, reason="", until=Instant(AT + DAY))


def test_news_tells_whose_it_is() -> None:
    assert whose(news().id) == ADA


def test_a_rejection_says_who_why_and_of_what() -> None:
    activity = told(REJECTED, KEYS, TEAM)
    assert (activity.type, activity.source, activity.at) == ("sales.rejected", "clicks", AT)
    assert activity.lead == Keys("ada@northwind.example")
    assert activity.traits == {}
    assert activity.properties == {
        "by": "ann@acme.example",
        "automation": "hand_over",
        "news": news().id,
        "reason": "not a fit",
    }


def test_who_is_not_of_the_team_is_known_by_the_id_in_slack() -> None:
    assert told(replace(REJECTED, by="U09X"), KEYS, TEAM).properties["by"] == "U09X"


def test_a_snooze_says_until_when_as_a_trait_too() -> None:
    activity = told(SNOOZED, KEYS, TEAM)
    assert activity.properties["until"] == activity.traits["snoozed_until"] == "2026-03-03T10:00:25Z"
    assert "reason" not in activity.properties


def test_a_second_click_of_the_same_person_is_the_same_activity() -> None:
    again = replace(REJECTED, at=Instant(AT + SECOND), reason="wrong timing", callback="https://hooks.slack.com/2")
    assert told(again, KEYS, TEAM).id == told(REJECTED, KEYS, TEAM).id


def test_who_what_and_of_which_news_tell_decisions_apart() -> None:
    others = [replace(REJECTED, by="U02BO"), SNOOZED, replace(REJECTED, news=f"{ADA}.8.entered:sales_ready")]
    ids = {told(each, KEYS, TEAM).id for each in (REJECTED, *others, replace(REJECTED, source="other"))}
    assert len(ids) == 5
