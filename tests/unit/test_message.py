"""What a message says, before any channel writes it in its own way."""

from dataclasses import replace

import pytest

from leadflow.domain.activity import Kind
from leadflow.domain.automation import Change
from leadflow.domain.crm import Crm, Field, Wins
from leadflow.domain.explanation import Explanation
from leadflow.domain.happening import headline
from leadflow.domain.identity import Keys
from leadflow.domain.instant import HOUR, Duration
from leadflow.domain.message import DEEDS as DEEDS_TOLD
from leadflow.domain.message import FACTS, Fact, Matter, compose
from leadflow.domain.reasons import STRONGEST
from leadflow.domain.score import Score
from leadflow.domain.signal import Signal
from leadflow.domain.transition import Cause, Transition
from leadflow.domain.trend import UNBOUNDED, Range
from tests.unit.channels.matters import (
    COOLED,
    HAND_OVER,
    LEFT,
    MODEL,
    NOW,
    OCCURRED,
    TAKEN_BACK,
    activity,
    contribution,
    lead,
    message,
    news,
)


def because(*parts: tuple[str, float], traits: float = 0.0, limit: float = 0.0) -> Explanation:
    found = tuple(contribution(signal, place, HOUR, value) for place, (signal, value) in enumerate(parts))
    return Explanation("readiness", sum(value for _, value in parts) + traits + limit, found, traits, limit)


@pytest.mark.parametrize(
    ("change", "of", "to", "said"),
    [
        (Change.ENTERED, "sales_ready", None, "Ada is now sales ready"),
        (Change.LEFT, "sales_ready", None, "Ada is no longer sales ready"),
        (Change.BECAME, "persona", "decision_maker", "Ada is now decision maker (persona)"),
        (Change.BECAME, "persona", None, "Ada has no persona any more"),
        (Change.OCCURRED, "demo", None, "Ada asked for a demo"),
        (Change.OCCURRED, "hard_bounce", None, "Ada: hard bounce"),
        (Change.OCCURRED, "of_an_earlier_model", None, "Ada: of an earlier model"),
    ],
)
def test_the_headline_says_who_and_what(change: Change, of: str, to: str | None, said: str) -> None:
    silent = {**MODEL.signals, "hard_bounce": Signal("hard_bounce")}
    assert headline("Ada", Transition(change, of, to, NOW, Cause.ACTIVITY), replace(MODEL, signals=silent)) == said


def test_a_lead_is_called_by_the_best_that_is_known_of_it() -> None:
    anna = Keys("anna@firma.example")
    assert message(of=lead({"name": "Anna Berg"}, anna)).person.called == "Anna Berg"
    assert message(of=lead({"first_name": "Anna", "last_name": "Berg"}, anna)).person.called == "Anna Berg"
    assert message(of=lead({"company": "Firma"}, anna)).person.called == "anna@firma.example"
    assert message(of=lead({"company": "Firma"}, Keys(crm_id="7"))).person.called == "Somebody at Firma"
    assert message(of=lead({}, Keys(crm_id="7"))).person.called == "Somebody not yet known by name"


def test_the_points_add_up_to_the_score_that_is_shown() -> None:
    told = message()
    assert sum(reason.points for reason in told.reasons.told) == told.reasons.value == 83
    assert told.facts[0].value == "83 of 100"


def test_repeated_deeds_of_one_kind_are_one_reason() -> None:
    assert [(reason.points, reason.what) for reason in message().reasons.told] == [
        (38, "asked for a demo, 2 hours ago"),
        (24, "looked at pricing 3 times, latest 3 hours ago"),
        (15, "watched a webinar, 3 days ago"),
        (1, "followed a link in an email, 3 days ago"),
        (5, "who they are and where they work"),
    ]


def test_what_the_range_cuts_off_is_said() -> None:
    above = message(about=news(why=because(("demo", 90.0), ("pricing", 30.0), limit=-20.0))).reasons
    assert (above.told[-1].points, above.told[-1].what, above.value) == (-20, "cut off at 100", 100)
    below = message(about=news(why=because(("demo", -30.0), limit=30.0))).reasons
    assert (below.told[-1].points, below.told[-1].what, below.value) == (30, "never below 0", 0)


def test_beyond_the_strongest_reasons_the_rest_is_summed_up() -> None:
    parts = [(f"signal_{place}", 20.0 - place) for place in range(STRONGEST + 3)]
    told = message(about=news(why=because(*parts))).reasons.told
    assert len(told) == STRONGEST + 1
    assert (told[-1].points, told[-1].what) == (15 + 14 + 13, "3 smaller things, together")


def test_a_single_further_reason_is_told_like_the_others() -> None:
    parts = [(f"signal_{place}", 20.0 - place) for place in range(STRONGEST + 1)]
    assert message(about=news(why=because(*parts))).reasons.told[-1].what == "signal 5, 1 hour ago"


def test_smaller_things_that_cancel_out_are_not_mentioned() -> None:
    parts = [(f"signal_{place}", 20.0) for place in range(STRONGEST)]
    told = message(about=news(why=because(*parts, ("plus", 3.0), ("minus", -3.0)))).reasons.told
    assert len(told) == STRONGEST


def test_what_is_worth_no_whole_point_is_no_reason() -> None:
    assert [
        reason.points for reason in message(about=news(why=because(("demo", 40.0), ("old", 0.2)))).reasons.told
    ] == [40]


def test_news_without_a_score_has_no_reasons() -> None:
    told = message(about=news(why=None))
    assert told.reasons.told == ()
    assert [fact.name for fact in told.facts] == ["Fit", "Persona", "Interest", "Also"]


def test_a_score_is_shown_of_so_many_only_where_that_means_something() -> None:
    scores = {"readiness": Score("readiness", range=UNBOUNDED), "fit": Score("fit", range=Range(-50, 50))}
    evidence = replace(news().evidence, scores={"readiness": 82.6, "fit": 30.0, "of_an_earlier_model": 7.0})
    told = compose(
        Matter(replace(news(), evidence=evidence), lead(), ()), HAND_OVER, replace(MODEL, scores=scores), NOW
    )
    assert [fact.value for fact in told.facts[:3]] == ["83", "30", "7"]


def test_the_segments_that_the_news_is_not_about_are_named_where_there_are_any() -> None:
    alone = replace(news().evidence, segments=("sales_ready",))
    assert "Also" not in [fact.name for fact in message(about=replace(news(), evidence=alone)).facts]
    assert message().facts[-1] == Fact("Also", "likes service")


def test_a_signal_of_an_earlier_model_is_called_by_its_name() -> None:
    assert message(about=news(why=because(("trade_show", 9.0)))).reasons.told[0].what == "trade show, 1 hour ago"


def test_there_are_never_more_facts_than_fit() -> None:
    evidence = replace(news().evidence, classes={f"class_{place}": "x" for place in range(30)})
    assert len(message(about=replace(news(), evidence=evidence)).facts) == FACTS


def test_deeds_are_told_once_latest_first_and_only_those_of_people() -> None:
    assert message().lately == (
        "viewed acme.example/customers/shipping, 1 hour ago",
        "viewed acme.example/services/onboarding twice, 2 days ago",
        "downloaded “Buyer's guide”, 9 days ago",
        "searched for “SLA”, 3 weeks ago",
    )


def test_what_is_already_a_reason_is_not_told_again() -> None:
    demo = replace(activity(1, Kind.FORM_SUBMITTED, 2 * HOUR, form="demo"), id="demo-1")
    other = replace(demo, id="demo-2")
    assert message(recent=[demo]).lately == ()
    assert message(recent=[other]).lately == ("filled in the form “demo”, 2 hours ago",)


def test_what_a_machine_did_or_what_is_still_to_come_is_no_deed() -> None:
    scanned = replace(activity(1, Kind.EMAIL_CLICKED, HOUR), machine="a scanner")
    assert message(recent=[scanned, activity(2, Kind.PAGE_VIEWED, -HOUR)]).lately == ()


def test_only_so_many_deeds_are_told() -> None:
    many = [activity(place, Kind.PAGE_VIEWED, HOUR, url=f"https://acme.example/{place}") for place in range(20)]
    assert len(message(recent=many).lately) == DEEDS_TOLD


def test_people_are_introduced_by_what_is_believed() -> None:
    crm = Crm("hubspot", "crm", {"title": Field("title", "jobtitle", wins=Wins.CRM)})
    both = lead({"title": "Boss of bosses", "crm:title": "Clerk", "name": "Ada"})
    assert compose(Matter(news(), both, ()), HAND_OVER, replace(MODEL, crm=crm), NOW).person.title == "Clerk"


def test_a_message_says_how_it_came_about() -> None:
    became = Transition(Change.BECAME, "persona", "champion", NOW, Cause.MODEL)
    assert message().cause == "Entered sales ready after new activity"
    assert message(about=news(LEFT)).cause == "Left sales ready as time passed"
    assert message(about=news(became)).cause == "Persona became champion by a new lead model"
    assert message(about=news(replace(became, to=None))).cause == "Persona became unknown by a new lead model"
    assert message(about=news(OCCURRED)).cause == "Demo seen after new activity"
    machine = replace(LEFT, cause=Cause.MACHINE)
    assert message(about=news(machine)).cause == "Left sales ready after new evidence of what a machine had done"


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (Cause.VOID, "Left sales ready since somebody took back what had counted"),
        (Cause.MACHINE, "Left sales ready since what had counted turned out to be a machine's"),
        (Cause.JOIN, "Left sales ready since what had counted turned out to be somebody else's"),
    ],
)
def test_what_is_taken_back_is_said_to_be_so_and_why(cause: Cause, why: str) -> None:
    told = message(about=news(replace(TAKEN_BACK, cause=cause)))
    assert told.taken_back
    assert told.headline == "Taken back: Ada Lindqvist is no longer sales ready"
    assert told.cause == why
    assert told.next == ""


def test_only_the_automation_that_had_told_it_takes_it_back() -> None:
    told = message(about=news(replace(TAKEN_BACK, calls=("cooled",))), automation=COOLED)
    assert not told.taken_back
    assert told.headline == "Ada Lindqvist is no longer sales ready"


def test_a_segment_that_is_called_like_the_signal_is_no_less_a_fact() -> None:
    evidence = replace(news().evidence, segments=("demo",))
    assert message(about=replace(news(OCCURRED), evidence=evidence)).facts[-1] == Fact("Also", "demo")


def test_ages_are_those_at_the_time_of_sending() -> None:
    late = message(later=Duration(3 * HOUR))
    assert late.reasons.told[0].what == "asked for a demo, 5 hours ago"


def test_no_raw_id_is_ever_said() -> None:
    told = message()
    said = repr(replace(told, id="", reasons=replace(told.reasons, activities=frozenset())))
    assert "raw-id" not in said
    assert "demo-1" not in said
