"""What a machine made and what a person took back, by cases worked out by hand."""

from tests.oracle.acts import CLICK, DAY, SECOND, START, did
from tests.oracle.clock import iso
from tests.oracle.history import understand
from tests.oracle.matching import Document
from tests.oracle.occurrences import counted

LATER = START + DAY


def click(name: str, at: int, url: str | None = None, message: str = "m") -> Document:
    about = {"message_id": message} | ({} if url is None else {"url": url})
    return did(name, at, properties=about)


def delivery(at: int) -> Document:
    return did(f"delivered {at}", at, type="email.delivered", properties={"message_id": "m"})


def ids(*history: Document, at: int = LATER, machine: Document | None = None) -> list[str]:
    lead = understand({"signals": {"c": CLICK}, "machine": machine or {}}, history)
    return [one.id for one in counted(lead, "c", at)]


def said(word: str, about: str, at: int = START, **more: object) -> Document:
    return did(f"{word} {at}", at, type=f"activity.{word}", properties={"activity": about}, **more)


def test_a_flag_a_listed_agent_and_the_hidden_link_convict() -> None:
    history = [
        did("flagged", machine={"reason": "open_by_proxy"}),
        did("agent", properties={"user_agent": "Some Bot/1.0"}),
        did("hidden", properties={"url": "https://a.example/unseen?x=1"}),
        did("human", properties={"url": "https://a.example/seen", "user_agent": "Firefox"}),
    ]
    assert ids(*history, machine={"user_agents": ["*bot*"], "hidden_link": "*/unseen*"}) == ["human"]
    assert ids(did("two"), did("two", machine={"reason": "x"})) == []


def test_a_click_within_10_seconds_of_the_earliest_delivery_or_before_it_is_a_machine_s() -> None:
    clicks = [click("before", START - 1), click("early", START + 10 * SECOND - 1), click("late", START + 10 * SECOND)]
    assert ids(*clicks, delivery(START), delivery(START + 60 * SECOND)) == ["late"]
    assert ids(*clicks) == ["before", "early", "late"]


def test_a_window_under_2_seconds_with_3_addresses_convicts_all_its_clicks() -> None:
    burst = [click("a", START, "x"), click("b", START + SECOND, "y"), click("no url", START + SECOND)]
    assert ids(*burst, click("c", START + 2 * SECOND - 1, "z")) == []
    assert ids(*burst, click("c", START + 2 * SECOND, "z")) == ["a", "b", "no url", "c"]
    assert ids(*burst, click("c", START + SECOND, "y")) == ["a", "b", "c", "no url"]
    assert ids(*burst, click("c", START + SECOND, "z", message="n")) == ["a", "b", "c", "no url"]


def test_more_than_32_clicks_of_one_message_are_all_a_machine_s() -> None:
    clicks = [click(str(n), START + n * DAY) for n in range(33)]
    assert ids(*clicks, at=START + 99 * DAY) == []
    assert len(ids(*clicks[:32], at=START + 99 * DAY)) == 32


def test_a_click_settles_after_the_later_of_its_instant_and_its_receipt() -> None:
    late = did("late", START, received_at=iso(START + 60 * SECOND))
    around = [ids(late, at=START + n, machine={"settle": "90 seconds"}) for n in (150 * SECOND - 1, 150 * SECOND)]
    assert around == [[], ["late"]]


def test_the_last_word_on_an_activity_decides_and_a_person_s_goes_before_a_verdict() -> None:
    flagged = did("a", machine={"reason": "x"})
    assert ids(did("a"), said("voided", "a")) == []
    assert ids(did("a"), said("voided", "a"), said("restored", "a", START + 1)) == ["a"]
    assert ids(flagged, said("restored", "a", START - DAY)) == ["a"]
    assert ids(did("a"), said("voided", "b")) == ["a"]


def test_of_two_words_at_one_instant_the_source_listed_first_has_the_last() -> None:
    words = [said("voided", "a", source="crm"), said("restored", "a", source="site")]
    for first, second, found in (("crm", "site", []), ("site", "crm", ["a"])):
        lead = understand({"signals": {"c": CLICK}, "sources": {first: {}, second: {}}}, [did("a"), *words])
        assert [one.id for one in counted(lead, "c", LATER)] == found
