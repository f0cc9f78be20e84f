"""What no human did: how it is known, and that it never counts."""

from dataclasses import replace

import pytest

from leadflow.domain.activity import Activity
from leadflow.domain.evaluation import valid_until
from leadflow.domain.evidence import CLICKS
from leadflow.domain.fold import fold
from leadflow.domain.instant import HOUR, MINUTE, SECOND, Instant
from leadflow.domain.json import Json
from leadflow.domain.lead import Lead
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.machine import REASON_LIMIT
from tests.models import MONDAY, did, facts, later, model

SIGNALS: Json = {"clicked": {"activity": "email.clicked"}, "viewed": {"activity": "page.viewed"}}
PLAIN = model(signals=SIGNALS)
WARY = model(
    signals=SIGNALS,
    machine={"settle": "90 seconds", "hidden_link": "*/unseen*", "user_agents": ["*bot*", "*Preview*"]},
    segments={"keen": {"signal": "clicked"}},
)


def mailed(after: int, **properties: Json) -> Activity:
    return did("mail", "email.delivered", Instant(MONDAY + after), properties={"message_id": "m1", **properties})


def click(name: str, after: int, url: Json = None, message: Json = "m1") -> Activity:
    """A click so many microseconds after nine on Monday."""
    return did(name, at=Instant(MONDAY + after), properties={"message_id": message, "url": url})


def judged(*activities: Activity, policy: LeadModel = PLAIN) -> dict[str, str]:
    """Why each of the occurrences is a machine's."""
    lead = fold(Lead(), activities, policy, later(1))
    return {name: reason for name in lead.occurrences if (reason := lead.machine(name))}


def human(*activities: Activity, policy: LeadModel = PLAIN) -> list[str]:
    return [each.id for each in facts(policy, *activities, now=later(1)).sightings("interaction")]


def test_what_its_sender_flags_is_a_machine_s_with_the_sender_s_reason() -> None:
    assert judged(replace(did("a"), machine="opened by a proxy")) == {"a": "opened by a proxy"}
    assert judged(replace(did("a"), machine="")) == {"a": "flagged by its sender"}
    assert judged(replace(did("a"), machine="x" * 9_999)) == {"a": "x" * REASON_LIMIT}


def test_one_version_that_is_flagged_convicts_the_others() -> None:
    flagged = replace(did("a"), machine="proxy")
    assert judged(did("a"), flagged) == judged(flagged, did("a")) == {"a": "proxy"}


def test_a_version_that_is_no_signal_convicts_nothing_in_either_order() -> None:
    opened = replace(did("a", "email.opened"), machine="proxy")
    assert judged(did("a"), opened) == judged(opened, did("a")) == {}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"user_agent": "NiceBot/1.0"}, "a user agent that no human uses"),
        ({"user_agent": "link preview"}, "a user agent that no human uses"),
        ({"user_agent": "Firefox"}, None),
        ({"user_agent": ["NiceBot"]}, None),
        ({"url": "https://acme.example/Unseen?x=1"}, "a link that no human sees"),
        ({"url": "https://acme.example/?to=/unseen"}, None),
        ({"url": 7}, None),
    ],
)
def test_a_hidden_link_and_listed_user_agents_convict_any_activity(properties: dict[str, Json], reason: str) -> None:
    for kind in ("page.viewed", "email.clicked"):
        activity = did("a", kind, properties=properties)
        assert judged(activity, policy=WARY).get("a") == reason
        assert judged(activity) == {}


@pytest.mark.parametrize(
    ("after", "machine"), [(-HOUR, True), (0, True), (10 * SECOND - 1, True), (10 * SECOND, False)]
)
def test_a_click_so_soon_after_the_delivery_or_before_it_is_a_scanner_s(after: int, machine: bool) -> None:
    expected = {"a": "within 10 seconds of the delivery"} if machine else {}
    assert judged(mailed(0), click("a", after)) == judged(click("a", after), mailed(0)) == expected


def test_a_click_of_another_message_or_of_none_is_not_early() -> None:
    assert judged(mailed(0), click("a", 0, message="m2"), click("b", 0, message=""), click("c", 0, message=7)) == {}


def test_a_message_that_nobody_delivered_has_no_early_clicks() -> None:
    assert judged(click("a", 0)) == judged(mailed(0, message_id="m2"), click("a", 0)) == {}


def test_three_links_of_one_mail_in_less_than_two_seconds_are_a_scanner_s_with_all_clicks_between() -> None:
    burst = [click("a", 0, "1"), click("b", SECOND, "2"), click("c", SECOND), click("d", 2 * SECOND - 1, "3")]
    reason = "3 links of one mail within 2 seconds"
    assert judged(*burst) == dict.fromkeys("abcd", reason)
    assert judged(*burst, click("e", MINUTE, "4")) == dict.fromkeys("abcd", reason)


def test_fewer_links_or_more_time_are_a_human_s() -> None:
    assert judged(click("a", 0, "1"), click("b", SECOND, "2"), click("c", 2 * SECOND, "3")) == {}
    assert judged(click("a", 0, "1"), click("b", 0, "2"), click("c", 0), click("d", 0, "1")) == {}
    assert judged(click("a", 0, "1"), click("b", 0, "2"), click("c", 0, "3", "m2")) == {}


def test_links_are_told_apart_however_long_and_alike_they_are() -> None:
    alike = [click(str(n), n, "https://acme.example/" + "x" * 200 + str(n)) for n in range(3)]
    assert len(judged(*alike)) == 3
    assert judged(*(click(str(n), n, "https://acme.example/" + "x" * 200) for n in range(3))) == {}


def test_more_clicks_of_one_mail_than_a_human_makes_are_all_a_scanner_s() -> None:
    clicks = [click(f"{n:02}", n * MINUTE) for n in range(CLICKS + 9)]
    assert judged(*clicks[:CLICKS]) == {}
    assert set(judged(*clicks[: CLICKS + 1]).values()) == {"more than 32 clicks in one mail"}
    lead = fold(fold(Lead(), clicks[: CLICKS + 5], PLAIN, later(1)), clicks, PLAIN, later(1))
    assert all(map(lead.machine, lead.occurrences))
    assert {len(message.clicks) for message in lead.messages.values()} == {CLICKS + 1}


def test_what_a_machine_did_is_no_interaction_but_the_lead_was_seen() -> None:
    scanned = replace(did("a", "page.viewed", later(-1)), machine="scanner")
    assert human(scanned) == []
    assert human(scanned, did("b")) == ["b"]
    assert facts(PLAIN, scanned, did("b"), now=later(1)).first_seen == later(-1)


def test_a_click_counts_when_it_has_settled_and_that_instant_is_foreseen() -> None:
    settled = Instant(MONDAY + 90 * SECOND)
    waiting = facts(WARY, did("a"), now=Instant(settled - 1))
    assert not waiting.member("keen")
    assert valid_until(waiting) == settled
    assert facts(WARY, did("a"), now=settled).sightings("clicked")[0].at == MONDAY


def test_a_click_settles_from_when_it_was_received() -> None:
    late = replace(did("a"), received_at=later(3))
    assert valid_until(facts(WARY, late, now=later(3))) == later(3) + 90 * SECOND
    sooner = replace(late, received_at=later(2))
    assert valid_until(facts(WARY, late, sooner, now=later(2))) == later(2) + 90 * SECOND


def test_only_clicks_settle_and_only_where_the_model_says_so() -> None:
    assert facts(WARY, did("a", "page.viewed"), now=MONDAY).sightings("viewed")
    assert facts(PLAIN, did("a"), now=MONDAY).sightings("clicked")


def test_a_click_that_has_not_settled_pushes_no_other_out() -> None:
    policy = model(signals={"clicked": {"activity": "email.clicked", "keep": 1}}, machine={"settle": "90 seconds"})
    seen = facts(policy, did("a"), did("b", at=later(1)), now=later(1))
    assert [each.id for each in seen.sightings("clicked")] == ["a"]
