"""Nothing is kept or sent without the visitor's leave."""

import pytest

from tests.pages.browser import Tab, Visitor
from tests.pages.site import Site, properties
from tests.pages.worlds import A_HUMAN, DO_NOT_TRACK, NO_HUMAN, NO_STORAGE, PRIVACY_CONTROL, QUIET, STORED

pytestmark = pytest.mark.pages

ASKS = 'data-consent="required" data-debug'
BUSY = (
    "pass(9); leadflow.track('Signed In'); leadflow.identify('u1'); leadflow.page(); history.pushState({}, '', '/app')"
)


def nothing_is_known(site: Site, tab: Tab) -> bool:
    tab.run(BUSY)
    tab.run(QUIET)
    tab.open("about:blank")
    return not site.posts()


def test_nothing_is_kept_or_sent_before_consent(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", ASKS))
    tab.run(BUSY)
    assert tab.run("leadflow.id()") is None
    assert tab.run(STORED) == []
    assert tab.run("document.cookie") == ""
    assert nothing_is_known(site, tab)


def test_consent_starts_with_the_page_at_hand(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/", ASKS))
    tab.run("pass(30); leadflow.consent(true); leadflow.consent(true); pass(4)")
    visitor.tab()
    view, left = site.messages(2)
    assert properties(view)["path"] == "/"
    assert properties(view)["referrer"] == ""
    assert properties(left)["seconds"] == 4


def test_consent_is_remembered(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", ASKS))
    tab.run("leadflow.consent(true)")
    tab.open(site.put("/next", ASKS))
    assert [properties(message)["path"] for message in site.messages(2)] == ["/", "/next"]
    assert tab.run(STORED) == ["leadflow_consent", "leadflow_id"]


def test_withdrawn_consent_forgets_and_stops(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    (view,) = site.messages(1)
    tab.run("pass(9); leadflow.track('Unsent'); leadflow.consent(false)")
    assert tab.run(STORED) == ["leadflow_consent"]
    tab.run(BUSY)
    tab.open(f"{site.home}/")
    tab.run(BUSY)
    tab.run(QUIET)
    assert site.messages(1) == [view]
    assert len(site.posts()) == 1
    tab.run("leadflow.consent(true)")
    _, again = site.messages(2)
    assert again["anonymousId"] != view["anonymousId"]


def test_consent_withdrawn_in_one_tab_is_withdrawn_in_all(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    other = visitor.tab()
    other.open(f"{site.home}/")
    site.messages(2)
    other.run("leadflow.consent(false)")
    tab.until("!leadflow.id()")  # tabs are processes of their own, and hear of each other's storage a moment later
    tab.run(BUSY)
    tab.run(QUIET)
    assert len(site.messages(2)) == 2


def test_who_agrees_again_is_not_told_by_the_name_before(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    (view,) = site.messages(1)
    other = visitor.tab()
    other.open(f"{site.home}/")
    other.run("leadflow.consent(false); leadflow.consent(true)")
    site.messages(3)
    tab.show()
    tab.run("pass(9)")
    other.show()
    other.run(QUIET)
    assert [one for one in site.messages(3) if one["anonymousId"] == view["anonymousId"]][2:] == []


def test_a_site_that_begins_to_ask_forgets_whom_it_knew(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    site.messages(1)
    tab.open(site.put("/next", ASKS))
    assert tab.run(STORED) == []


def test_consent_holds_for_the_page_where_nothing_can_be_stored(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(NO_STORAGE)
    tab = visitor.tab()
    tab.open(site.put("/", ASKS))
    tab.run("leadflow.consent(true)")
    site.messages(1)
    tab.run("leadflow.consent(false)")
    assert tab.run("leadflow.id()") is None


def test_global_privacy_control_is_a_no(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(PRIVACY_CONTROL)
    tab = visitor.tab()
    tab.open(site.put("/"))
    assert tab.run(STORED) == []
    assert nothing_is_known(site, tab)


def test_what_the_visitor_tells_this_site_goes_over_global_privacy_control(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(PRIVACY_CONTROL)
    tab = visitor.tab()
    tab.open(site.put("/"))
    tab.run("leadflow.consent(true)")
    assert len(site.messages(1)) == 1


def test_do_not_track_is_not_looked_at(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(DO_NOT_TRACK)
    visitor.tab().open(site.put("/"))
    assert len(site.messages(1)) == 1


def test_a_driven_browser_is_nobody(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(NO_HUMAN)
    tab = visitor.tab()
    tab.open(site.put("/", ""))
    tab.run("leadflow.consent(true)")
    assert nothing_is_known(site, tab)


def test_a_human_needs_no_debugging(site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(A_HUMAN)
    visitor.tab().open(site.put("/", ""))
    assert len(site.messages(1)) == 1


def test_a_snippet_without_its_key_is_silent(site: Site, tab: Tab) -> None:
    page = site.put("/")
    site.pages["/"] = site.pages["/"].replace("data-key", "data-nokey")
    tab.open(page)
    assert nothing_is_known(site, tab)
