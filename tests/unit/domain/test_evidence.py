"""Evidence comes in any order, leaves with its message, and a verdict outlives it."""

import random
from itertools import pairwise

from leadflow.domain.activity import Activity
from leadflow.domain.evidence import MESSAGES
from leadflow.domain.fold import fold
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.lead import Lead
from tests.models import MONDAY, did, later, model

POLICY = model(signals={"clicked": {"activity": "email.clicked"}})
NOW = later(60)


def mailed(message: str, at: Instant, name: str = "") -> Activity:
    return did(name or f"mail-{message}", "email.delivered", at, properties={"message_id": message})


def click(name: str, at: Instant, message: str = "m0", url: str = "") -> Activity:
    return did(name, at=at, properties={"message_id": message, "url": url})


def known(*activities: Activity, before: Lead | None = None) -> Lead:
    return fold(before or Lead(), activities, POLICY, NOW)


EARLY = [mailed("m0", MONDAY), click("a", Instant(MONDAY + 5 * SECOND))]
LATER = [mailed(f"m{n}", later(n)) for n in range(1, MESSAGES + 1)]


def test_the_links_that_complete_a_burst_convict_the_earlier_ones_too() -> None:
    two = [click("a", MONDAY, url="1"), click("b", MONDAY, url="2")]
    before = known(*two)
    assert before.counts("a")
    after = known(click("c", Instant(MONDAY + SECOND), url="3"), before=before)
    assert not any(map(after.counts, "abc"))


def test_an_earlier_delivery_acquits_a_click_while_the_message_is_kept() -> None:
    before = known(*EARLY)
    assert not before.counts("a")
    after = known(mailed("m0", Instant(MONDAY - 5 * SECOND), "first"), before=before)
    assert after.counts("a")


def test_only_the_most_recent_messages_are_kept_by_when_they_were_first_known() -> None:
    assert len(known(*EARLY, *LATER[:-1]).messages) == MESSAGES
    kept = known(*EARLY, *LATER).messages.values()
    assert len(kept) == MESSAGES
    assert min(message.first for message in kept) == later(1)


def test_a_verdict_outlives_the_message_that_shows_it() -> None:
    before = known(*EARLY)
    assert before.occurrences["a"].machine == ""
    after = known(*LATER, before=before)
    assert after.occurrences["a"].machine == "within 10 seconds of the delivery"
    assert not after.counts("a")


def test_age_acquits_nobody() -> None:
    marked = known(*EARLY, *LATER)
    assert not known(mailed("m0", Instant(MONDAY - 5 * SECOND), "first"), before=marked).counts("a")


def test_a_human_s_click_stays_one_when_its_message_leaves() -> None:
    assert known(mailed("m0", MONDAY), click("a", Instant(MONDAY + 60 * SECOND)), *LATER).counts("a")


def test_an_old_message_that_comes_late_is_judged_by_what_came_with_it() -> None:
    found = known(*EARLY, before=known(*LATER))
    assert len(found.messages) == MESSAGES
    assert not found.counts("a")


def test_the_order_in_which_evidence_comes_does_not_matter() -> None:
    clicks = [click(str(n), Instant(MONDAY + n * SECOND // 4), f"m{n % 3}", str(n % 4)) for n in range(8)]
    told = [
        *clicks,
        mailed("m0", MONDAY),
        mailed("m0", later(-1), "first"),
        click("3", Instant(MONDAY + 9 * SECOND), "m0", "other"),
    ]
    leads = []
    for seed in range(10):
        random.Random(seed).shuffle(told)  # noqa: S311 - the same orders every time
        lead = Lead()
        for activity in told:
            lead = known(activity, before=lead)
        leads.append(lead)
    assert all(one == other for one, other in pairwise(leads))
    assert leads[0].convicted
