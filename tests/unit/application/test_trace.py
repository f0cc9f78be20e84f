"""What logs and stores say of a webhook's way, in words."""

from dataclasses import replace

import pytest

from leadflow.application.ports import Outcome
from leadflow.application.receipts import Receipt
from leadflow.application.trace import Followed, Line, Said, happened, steps, told
from leadflow.domain.errand import Origin
from leadflow.domain.instant import SECOND, Instant
from tests.models import MONDAY
from tests.unit.channels.matters import ADA, news

DELIVERED = Receipt(news().id, "hand_over", 0, "sales", MONDAY, 1, Outcome.DONE, Instant(MONDAY + 3 * SECOND))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"message": "accepted", "source": "contact", "activities": 1}, "contact told of 1 activity"),
        (
            {"message": "accepted", "source": "crm", "activities": 2, "unidentified": 1, "asked": 3},
            "crm told of 2 activities, 1 of nobody, 3 questions to ask",
        ),
        ({"message": "refused", "reason": "stale"}, "refused: stale"),
        (
            {"message": "relayed", "kind": "Email Clicked", "sources": ["mail"], "activities": 1},
            "Email Clicked heard by mail: 1 activity",
        ),
        ({"message": "relayed", "kind": "Email Sent", "sources": []}, "Email Sent heard by nobody: 0 activities"),
        (
            {"message": "asked", "source": "crm", "what": "contact", "activities": 1},
            "crm asked for contact: 1 activity",
        ),
        (
            {"message": "asked", "source": "crm", "what": "contact", "reason": "gone"},
            "crm asked for contact: refused: gone",
        ),
        ({"message": "evaluated", "letters": 3, "reasons": []}, "judged, in a batch of 3 messages"),
        (
            {"message": "evaluated", "letters": 2, "returned": 1, "reasons": ["TooBig at lead x"]},
            "judged, in a batch of 2 messages; 1 message to come again; failed: TooBig at lead x",
        ),
        (
            {"message": "reacted", "news": f"{ADA}.7.entered:sales_ready", "errands": 2},
            "entered sales ready: 2 actions queued",
        ),
        (
            {"message": "ended", "automation": "hand_over", "channel": "sales", "outcome": "done"},
            "hand_over to sales: done",
        ),
        (
            {"message": "ended", "channel": "", "outcome": "failed", "reason": "gone", "repeated": True},
            "nobody: failed, as it was before: gone",
        ),
        (
            {"message": "postponed", "attempt": 2, "seconds": 30, "reason": "Slack answered 503"},
            "attempt 2, comes again in 30 seconds: Slack answered 503",
        ),
        ({"message": "decided", "kind": "sales.rejected", "heard": "noted"}, "sales.rejected by a button: noted"),
        ({"message": "not reacted"}, "not reacted"),
        ({}, ""),
    ],
)
def test_a_line_of_a_log_is_told_in_words(said: Said, words: str) -> None:
    assert told(said) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("entered:sales_ready", "entered sales ready"),
        ("became:interest:high", "became interest high"),
        ("became:persona", "became persona"),
        ("occurred:demo:3K", "occurred demo"),
    ],
)
def test_the_id_of_news_says_what_happened(change: str, words: str) -> None:
    assert happened(f"{ADA}.7.{change}") == words


def test_steps_go_by_time_each_once_with_what_they_took() -> None:
    first = Line(MONDAY, "receive", {"message": "refused", "reason": "stale"})
    later = Line(Instant(MONDAY + SECOND), "react", {"message": "not reacted"})
    assert [(each.function, each.after) for each in steps([later, first, later])] == [("receive", 0), ("react", SECOND)]


def test_the_lag_goes_from_what_came_in_to_the_end_of_the_delivery() -> None:
    heard = replace(news(), origin=Origin("webhook", Instant(MONDAY - SECOND)))
    followed = Followed(heard, [DELIVERED])
    assert followed.lag(DELIVERED) == 4 * SECOND
    assert followed.lag(replace(DELIVERED, outcome=Outcome.FAILED)) is None
    assert followed.lag(replace(DELIVERED, ended_at=None)) is None
