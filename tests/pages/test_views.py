"""Pages that somebody sees, one after the other."""

import pytest

from tests.pages.browser import Tab, Visitor
from tests.pages.site import Site, properties
from tests.pages.worlds import FULL_BEACON, FULL_STORAGE, NO_BEACON, NO_STORAGE, QUIET

pytestmark = pytest.mark.pages


def test_a_page_is_told_once_with_its_place(site: Site, tab: Tab) -> None:
    tab.open(site.put("/pricing") + "?utm_campaign=spring#plans")
    tab.run(QUIET)
    (message,) = site.messages(1)
    place = {
        "url": f"{site.home}/pricing?utm_campaign=spring",
        "path": "/pricing",
        "title": "/pricing of Acme",
        "referrer": "",
    }
    assert message["type"] == "page"
    assert message["properties"] == place
    assert message["context"] == {
        "page": place,
        "locale": tab.run("navigator.language"),
        "userAgent": tab.run("navigator.userAgent"),
    }


def test_the_next_page_has_the_same_visitor_and_where_it_came_from(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", body='<a href="/pricing">Pricing</a>'))
    site.put("/pricing")
    tab.run("document.querySelector('a').click()")
    first, second = site.messages(2)
    assert first["anonymousId"] == second["anonymousId"]
    assert first["messageId"] != second["messageId"]
    assert properties(second)["referrer"] == f"{site.home}/"


def test_another_visitor_is_another(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/"))
    tab.run("localStorage.clear()")
    visitor.tab().open(f"{site.home}/")
    views = site.messages(2)
    assert len({view["anonymousId"] for view in views}) == 2


def test_a_page_is_posted_without_asking_first(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    site.messages(1)
    (post,) = site.posts()
    assert post.path == "/v1/batch"
    assert post.headers["content-type"].startswith("text/plain")
    assert [call.method for call in site.calls] == ["GET", "POST"]


@pytest.mark.parametrize("world", [NO_BEACON, FULL_BEACON])
def test_without_a_beacon_the_page_is_posted_all_the_same(world: str, site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(world)
    visitor.tab().open(site.put("/"))
    site.messages(1)
    (post,) = site.posts()
    assert post.headers["content-type"].startswith("text/plain")
    assert [call.method for call in site.calls] == ["GET", "POST"]


@pytest.mark.parametrize("world", [NO_STORAGE, FULL_STORAGE])
def test_a_browser_that_stores_nothing_has_a_new_visitor_each_page(world: str, site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(world)
    tab = visitor.tab()
    tab.open(site.put("/"))
    tab.run("leadflow.track('Signed In')")
    tab.open(site.put("/pricing"))
    views = site.messages(3)
    first, again, second = (view["anonymousId"] for view in views)
    assert first == again
    assert first != second


def test_a_frame_without_rights_breaks_nothing(site: Site, tab: Tab) -> None:
    site.put("/inner")
    tab.open(site.put("/", "", body='<iframe sandbox="allow-scripts" src="/inner"></iframe>'))
    (message,) = site.messages(1)
    assert properties(message)["path"] == "/inner"


def test_an_application_goes_from_page_to_page_without_loading(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run(
        "history.pushState({}, '', '/app/start'); history.replaceState({}, '', '/app/leads'); document.title = 'Leads'"
    )
    site.messages(2)
    tab.run("history.pushState({}, '', '/app/leads#newest')")
    tab.run(QUIET)
    tab.run("history.go(-2)")
    site.messages(3)
    tab.run(QUIET)
    views = [properties(view) for view in site.messages(3)]
    assert [(view["path"], view["referrer"]) for view in views] == [
        ("/", ""),
        ("/app/leads", f"{site.home}/"),
        ("/", f"{site.home}/app/leads"),
    ]
    assert views[1]["title"] == "Leads"


def test_an_address_that_changes_with_every_key_is_told_when_it_rests(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run(
        "(async () => { for (const term of ['s', 'sc', 'sco', 'scor', 'score']) {"
        " history.replaceState({}, '', '/?q=' + term); await new Promise((done) => setTimeout(done, 40)) } })()"
    )
    tab.run(QUIET)
    assert [properties(view)["url"] for view in site.messages(2)] == [f"{site.home}/", f"{site.home}/?q=score"]


def test_an_application_that_names_its_pages_itself_tells_each_once(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run("history.pushState({}, '', '/app'); leadflow.page('App', { section: 'leads' })")
    tab.run(QUIET)
    first, second = site.messages(2)
    assert "name" not in first
    assert second["name"] == "App"
    assert properties(second)["section"] == "leads"


def test_going_back_to_a_page_that_was_kept_is_another_view(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run("window.kept = true")
    tab.open(site.put("/pricing"))
    tab.run("history.back()")
    tab.until("window.kept === true")
    views = site.messages(3)
    assert [properties(view)["path"] for view in views] == ["/", "/pricing", "/"]
    assert len({view["messageId"] for view in views}) == 3


def test_a_page_that_loads_the_snippet_twice_is_told_once(site: Site, tab: Tab) -> None:
    tag = f'<script src="{site.hooks}/snippet.js" data-key="wk_site" data-debug></script>'
    tab.open(site.put("/", body=tag))
    tab.run(QUIET)
    assert len(site.messages(1)) == 1
