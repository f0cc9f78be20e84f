"""What docs/model.md says of the order in which a lead's activities become known, tried out on its own examples."""

from collections.abc import Iterable

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.facts import Facts
from leadflow.domain.identity import LeadId
from leadflow.domain.response import Arrival, Response, respond
from leadflow.domain.state import State
from tests.models import later
from tests.unit.model.page import HOUR, POLICY, SECOND, WORDING, act, stated

WON = stated(1, crm__stage="won")
DEMO = act("form.submitted", 0, form="demo")


def told(*news: tuple[float, Iterable[Activity]]) -> list[Response]:
    """What each of them made of the lead; whatever was left out is still in its timeline."""
    state, past, found = State(LeadId("")), list[Activity](), list[Response]()
    for day, activities in news:
        past += activities
        found.append(respond(POLICY, state, Arrival(tuple(activities), tuple(past)), later(day)))
        state = found[-1].state
    return found


def count(signal: str, response: Response) -> int:
    """How often it has occurred."""
    state = response.state
    return len(Facts(POLICY, state.lead, state.standing, state.evaluated_at).sightings(signal))


def click(seconds: float, link: str, mail: str = "m") -> Activity:
    return act("email.clicked", seconds * SECOND, message_id=mail, url=f"https://acme.example/{link}")


def delivered(day: float, mail: str) -> Activity:
    return act("email.delivered", day, message_id=mail)


def test_what_is_tried_here_stands_on_the_page() -> None:
    for words in (
        "A set-back that is older than one already taken in changes nothing.",
        "Evidence may come late",
        "Evidence about clicks is kept of the 20 most recent mails.",
        "is remembered for 30 days.",
        "the first that fits of `void`, `machine`, `activity` and `time`",
    ):
        assert words in WORDING


def test_a_set_back_that_is_older_than_one_taken_in_changes_nothing() -> None:
    newer, older = act("sales.rejected", 3, stage="engaged"), act("sales.rejected", 2)
    assert [each.state.standing.classes["stage"] for each in told((1, [WON]), (3, [newer]), (4, [older]))] == [
        "customer",
        "engaged",
        "engaged",
    ]
    assert told((1, [WON]), (4, [older, newer]))[-1].state.standing.classes["stage"] == "subscriber"


def test_evidence_that_comes_late_takes_the_points_back() -> None:
    first = click(60, "a")
    found = told((0.5, [first]), (0.6, [click(61, "b"), click(61.5, "c")]))
    assert [count("clicked", each) for each in found] == [1, 0]
    assert {each.transition.cause for each in found[-1].news} == {"machine"}


@pytest.mark.parametrize(("mails", "clicks"), [(19, 0), (20, 1)])
def test_what_comes_to_light_about_an_older_mail_convicts_nothing(mails: int, clicks: int) -> None:
    others = [delivered(1 + number * HOUR, f"mail {number}") for number in range(mails)]
    assert count("clicked", told((0, [delivered(0, "m")]), (2, others), (3, [click(5, "a")]))[-1]) == clicks


@pytest.mark.parametrize(("day", "counted"), [(29, 0), (31, 1)])
def test_what_was_said_of_an_activity_that_nobody_has_told_of_is_remembered_for_30_days(
    day: float, counted: int
) -> None:
    word, other = act("activity.voided", 0, activity=DEMO.id), act("page.viewed", day)
    assert count("demo", told((0, [word]), (day, [other]), (day + HOUR, [DEMO]))[-1]) == counted


def test_all_that_changes_at_one_look_has_one_cause() -> None:
    hot = [DEMO, act("form.submitted", 0, form="demo", number=2), stated(0, title="CEO")]
    taken_back = act("activity.voided", 1, activity=DEMO.id)
    found = told((0, hot), (1, [taken_back, act("email.complained", 1)]))[-1]
    assert {(each.transition.of, each.transition.cause) for each in found.news} >= {
        ("off_limits", "void"),
        ("sales_ready", "void"),
    }
