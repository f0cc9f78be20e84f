"""How long a page was seen, told when it is left."""

import time
from collections.abc import Sequence

import pytest

from tests.pages.browser import Tab, Visitor
from tests.pages.site import Message, Site, properties
from tests.pages.worlds import QUIET, UNSEEN

pytestmark = pytest.mark.pages


def test_time_comes_with_the_same_message_when_the_tab_is_hidden(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("pass(12.4)")
    visitor.tab()
    view, left = site.messages(2)
    assert left["messageId"] == view["messageId"]
    assert str(left["timestamp"]) >= str(view["timestamp"])
    assert {**left, "timestamp": view["timestamp"]} == {**view, "properties": {**properties(view), "seconds": 12}}


def test_whoever_comes_back_is_told_again_with_the_whole_time(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("pass(12)")
    visitor.tab()
    site.messages(2)
    tab.run("pass(500)")
    tab.show()
    tab.run("pass(3)")
    visitor.tab()
    view, _, left = site.messages(3)
    assert left["messageId"] == view["messageId"]
    assert seconds(site.messages(3)) == [None, 12, 15]


def test_who_comes_back_for_no_time_is_told_nothing_new(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("pass(12)")
    visitor.tab()
    tab.show()
    visitor.tab()
    tab.run(QUIET)
    assert seconds(site.messages(2)) == [None, 12]


@pytest.mark.parametrize("way", ["location.href = '/next'", "location.reload()"])
def test_time_comes_when_the_page_is_left(way: str, site: Site, tab: Tab) -> None:
    site.put("/next")
    tab.open(site.put("/"))
    tab.run(f"pass(7); {way}")
    view, *later = site.messages(3)
    assert [seconds([one]) for one in later if one["messageId"] == view["messageId"]] == [[7]]


def test_time_comes_when_the_tab_is_closed(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run("pass(7)")
    tab.close()
    assert seconds(site.messages(2)) == [None, 7]


def test_a_page_that_is_kept_and_shown_again_counts_from_nothing(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("window.kept = true; pass(7)")
    tab.open(site.put("/next"))
    tab.run("history.back()")
    tab.until("window.kept === true")
    tab.run("pass(5)")
    visitor.tab()
    first, *_, last = site.messages(5)
    assert sorted(seconds([one for one in site.messages(5) if one["messageId"] == first["messageId"]]), key=str) == [
        7,
        None,
    ]
    assert seconds([last]) == [5]
    assert last["messageId"] != first["messageId"]


def test_time_comes_where_only_the_leaving_itself_is_told(site: Site, visitor: Visitor) -> None:
    visitor.worlds += [UNSEEN, "addEventListener('pageshow', (event) => event.persisted && pass(500))"]
    tab = visitor.tab()
    tab.open(site.put("/"))
    tab.run("window.kept = true; pass(7)")
    tab.open(site.put("/next"))
    tab.run("history.back()")
    tab.until("window.kept === true")
    tab.run(QUIET)
    messages = site.messages(4)
    assert seconds([one for one in messages if one["messageId"] == messages[0]["messageId"]]) == [None, 7]


def test_an_application_tells_the_time_of_each_of_its_pages(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("pass(7); history.pushState({}, '', '/app')")
    site.messages(3)
    tab.run("pass(5)")
    visitor.tab()
    told = [(properties(message)["path"], properties(message).get("seconds")) for message in site.messages(4)]
    assert told == [("/", None), ("/", 7), ("/app", None), ("/app", 5)]
    assert len(site.posts()) == 3


def test_nobody_at_the_page_counts_for_a_minute_only(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("pass(600)")
    visitor.tab()
    assert seconds(site.messages(2)) == [None, 60]


@pytest.mark.parametrize("sign", ["scroll", "keydown", "pointermove", "pointerdown"])
def test_a_sign_of_a_visitor_counts_for_another_minute(sign: str, site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run(f"pass(50); document.body.dispatchEvent(new Event('{sign}')); pass(50)")
    visitor.tab()
    assert seconds(site.messages(2)) == [None, 100]


def test_more_than_half_an_hour_is_half_an_hour(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("for (let i = 0; i < 50; i++) { pass(55); document.body.dispatchEvent(new Event('scroll')) }")
    visitor.tab()
    assert seconds(site.messages(2)) == [None, 1800]


def test_a_page_in_the_background_counts_once_it_is_seen(site: Site, visitor: Visitor) -> None:
    tab = visitor.tab()
    visitor.tab()
    tab.until("document.visibilityState === 'hidden'")
    tab.open(site.put("/"))
    tab.run("pass(20)")
    tab.show()
    tab.run("pass(4)")
    visitor.tab()
    assert seconds(site.messages(2)) == [None, 4]


def test_the_clock_of_the_browser_is_the_one_that_counts(site: Site, visitor: Visitor) -> None:
    visitor.worlds.clear()
    tab = visitor.tab()
    tab.open(site.put("/"))
    time.sleep(1)
    visitor.tab()
    (told,) = filter(None, seconds(site.messages(2)))
    assert isinstance(told, int)
    assert told >= 1


def seconds(messages: Sequence[Message]) -> list[object]:
    return [properties(message).get("seconds") for message in messages]
