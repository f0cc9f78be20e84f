from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity, Kind
from leadflow.domain.consent import refusal
from leadflow.domain.fold import fold, trim
from leadflow.domain.identity import Keys
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.sender import Sender, Trust
from tests.unit.channels.matters import NOW

MODEL = LeadModel("acme", senders={"page": Sender("page", "form", trust=Trust.PUBLIC)})


def act(kind: str, day: int, source: str = "mail", name: str = "", **properties: Json) -> Activity:
    at = Instant(NOW + day * DAY)
    return Activity(name or f"{kind}-{day}", Keys("ada@northwind.example"), kind, at, at, source, properties)


UNSUBSCRIBED, COMPLAINED = act(Kind.EMAIL_UNSUBSCRIBED, 1), act(Kind.EMAIL_COMPLAINED, 2)
HARD = act(Kind.EMAIL_BOUNCED, 3, bounce="hard")
SUBSCRIBED = act(Kind.EMAIL_SUBSCRIBED, 4)


def known(*activities: Activity) -> Lead:
    return fold(Lead(), activities, MODEL, Instant(NOW + 100 * DAY))


def back(activity: Activity, day: int = 5) -> Activity:
    return act(Kind.ACTIVITY_VOIDED, day, activity=activity.id)


@pytest.mark.parametrize(
    ("activities", "why"),
    [
        ((), None),
        ((UNSUBSCRIBED,), "they have unsubscribed"),
        ((COMPLAINED,), "they have marked mail as spam"),
        ((HARD,), "their address has bounced for good"),
        ((act(Kind.EMAIL_BOUNCED, 3, bounce="soft"),), None),
        ((act(Kind.EMAIL_BOUNCED, 3),), None),
        ((SUBSCRIBED,), None),
        ((UNSUBSCRIBED, COMPLAINED, HARD, SUBSCRIBED), None),
        ((SUBSCRIBED, act(Kind.EMAIL_UNSUBSCRIBED, 6)), "they have unsubscribed"),
        ((SUBSCRIBED, act(Kind.EMAIL_UNSUBSCRIBED, 4)), "they have unsubscribed"),
        ((UNSUBSCRIBED, back(UNSUBSCRIBED)), None),
        ((UNSUBSCRIBED, COMPLAINED, back(COMPLAINED)), "they have unsubscribed"),
        ((UNSUBSCRIBED, SUBSCRIBED, back(SUBSCRIBED)), "they have unsubscribed"),
    ],
)
def test_who_wants_no_mail_gets_none_until_they_want_it_again(
    activities: tuple[Activity, ...], why: str | None
) -> None:
    assert refusal(known(*activities)) == why
    assert refusal(known(*activities[::-1])) == why


def test_anybody_can_say_that_somebody_wants_no_mail_but_not_that_they_want_it_again() -> None:
    public = replace(SUBSCRIBED, source="page")
    assert refusal(known(UNSUBSCRIBED, public)) == "they have unsubscribed"
    assert refusal(known(replace(UNSUBSCRIBED, source="page"))) == "they have unsubscribed"


def test_what_was_taken_back_long_ago_stays_so() -> None:
    lead = known(UNSUBSCRIBED, back(UNSUBSCRIBED))
    assert refusal(trim(lead, MODEL, Instant(NOW + 400 * DAY))) is None


def test_nobody_else_can_write_what_a_lead_has_said_of_mail() -> None:
    stated = replace(act("identity.stated", 1), traits={"mail:unsubscribed": True})
    model = replace(MODEL, traits=("mail:unsubscribed",))
    assert refusal(fold(Lead(), [stated], model, NOW)) is None
