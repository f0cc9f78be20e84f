"""What a page tells of its visitors itself."""

import json
from pathlib import Path

import pytest

from leadflow.adapters import snippet
from leadflow.adapters.sources import segment
from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Keys
from leadflow.domain.instant import parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender, Trust
from tests.pages.browser import Tab, Visitor
from tests.pages.site import KEY, Site, document, properties
from tests.pages.worlds import A_HUMAN, QUIET

pytestmark = pytest.mark.pages

STUB = "<script>window.leadflow = window.leadflow || []; {}</script>"
FORM = """
    <form action="/thanks">
      <input name="email"> <input type="hidden" name="anonymous_id"> <input type="hidden" name="utm_campaign">
      <input type="hidden" name="utm_source" value="site"> <input type="hidden" name="token" value="t">
    </form>"""
VALUES = "Object.fromEntries(new FormData(document.querySelector('form')))"


def activities(site: Site) -> list[Activity]:
    """As the source of this site reads them."""
    sender = Sender("site", "segment", "site", trust=Trust.PUBLIC)
    now = parse("2026-03-02T10:00:00Z")
    return [activity for post in site.posts() for activity in segment.activities(Webhook(sender, post, now))]


def test_who_somebody_is_carries_both_keys(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run("leadflow.identify('u1', { email: 'ada@nordlys.example', firstName: 'Ada' })")
    _, message = site.messages(2)
    assert message["type"] == "identify"
    assert message["anonymousId"] == tab.run("leadflow.id()")
    assert (message["userId"], message["traits"]) == ("u1", {"email": "ada@nordlys.example", "firstName": "Ada"})


def test_traits_alone_say_who_somebody_is(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    tab.run("leadflow.identify({ email: 'ada@nordlys.example' })")
    _, message = site.messages(2)
    assert "userId" not in message
    assert message["traits"] == {"email": "ada@nordlys.example"}


def test_what_a_page_posts_is_read_as_activities(site: Site, tab: Tab, visitor: Visitor) -> None:
    tab.open(site.put("/pricing") + "?utm_campaign=spring")
    anonymous = tab.run("leadflow.id()")
    tab.run(
        "leadflow.track('File Downloaded', { asset: 'guide.pdf' }); leadflow.identify({ email: 'ada@nordlys.example' })"
    )
    tab.run("pass(12)")
    visitor.tab()
    site.messages(4)
    view, download, identity, left = activities(site)
    assert [one.type for one in (view, download, identity)] == ["page.viewed", "asset.downloaded", "identity.stated"]
    assert view.lead == Keys(anonymous_id=str(anonymous))
    assert identity.lead == Keys(email="ada@nordlys.example", anonymous_id=str(anonymous))
    assert view.properties["campaign"] == "spring"
    assert view.properties["user_agent"] == tab.run("navigator.userAgent")
    assert download.properties["asset"] == "guide.pdf"
    assert download.properties["url"] == view.properties["url"]
    assert (left.id, left.type, left.properties["seconds"]) == (view.id, view.type, 12)


def test_the_page_of_the_documentation_is_what_is_posted(site: Site, tab: Tab) -> None:
    text = (Path(__file__).parents[2] / "docs/snippet.md").read_text("utf-8")
    shown = json.loads(text.partition("```json")[2].partition("```")[0])
    tab.open(site.put("/pricing"))
    tab.run("pass(12)")
    tab.close()
    site.messages(2)
    assert shape(document(site.posts()[1])) == shape(shown)


def shape(value: Json) -> object:
    """The names and kinds of values, in their order."""
    if isinstance(value, dict):
        return [(name, shape(inner)) for name, inner in value.items()]
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


def test_the_key_and_the_instant_of_sending_come_along(site: Site, tab: Tab) -> None:
    tab.open(site.put("/"))
    (message,) = site.messages(1)
    body = document(site.posts()[0])
    assert set(body) == {"batch", "sentAt", "writeKey"}
    assert body["writeKey"] == KEY
    assert str(body["sentAt"]) >= str(message["timestamp"])


def test_what_was_said_before_loading_is_said_then_in_one_post(site: Site, tab: Tab) -> None:
    queued = "leadflow.push(['identify', 'u1']); leadflow.push(['track', 'Signed In', { plan: 'pro' }])"
    tab.open(site.put("/", before=STUB.format(queued)))
    identity, event, view = site.messages(3)
    assert (identity["type"], identity["userId"]) == ("identify", "u1")
    assert (event["event"], properties(event)) == ("Signed In", {"plan": "pro"})
    assert view["type"] == "page"
    assert len(site.posts()) == 1


def test_a_page_that_was_named_before_loading_is_told_once(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", before=STUB.format("leadflow.push(['page', 'Pricing', { plan: 'pro' }])")))
    tab.run(QUIET)
    (view,) = site.messages(1)
    assert view["name"] == "Pricing"
    assert (properties(view)["plan"], properties(view)["path"]) == ("pro", "/")


def test_a_queue_goes_on_taking_calls(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", before=STUB.format("")))
    tab.run("leadflow.push(['track', 'Signed In'])")
    assert site.messages(2)[1]["event"] == "Signed In"


@pytest.mark.parametrize(
    ("call", "posted"),
    [
        ("track('Circular', (() => { const round = {}; round.round = round; return round })())", 0),
        ("push(['nonsense'], null, 7)", 0),
        ("identify(null, null)", 1),
        ("page({ toJSON() { throw new Error('no') } })", 0),
    ],
)
def test_no_call_throws_or_stops_what_follows(call: str, posted: int, site: Site, visitor: Visitor) -> None:
    visitor.worlds.append(A_HUMAN)
    tab = visitor.tab()
    tab.open(site.put("/", ""))
    site.messages(1)
    tab.run(f"leadflow.{call}; null")
    tab.run("leadflow.track('Signed In')")
    assert "Signed In" in [message.get("event") for message in site.messages(posted + 2)]


@pytest.mark.parametrize(
    "way", ["<script data-key='wk_site' data-debug>{}</script>", "<script>setTimeout(new Function({!r}))</script>"]
)
def test_the_snippet_does_nothing_where_it_was_not_loaded_from_its_address(way: str, site: Site, tab: Tab) -> None:
    site.pages["/"] = "<!doctype html><title>Copied</title>" + way.format(snippet.script().decode())
    tab.open(f"{site.home}/")
    tab.run(QUIET)
    assert tab.run("typeof leadflow") == "undefined"


def test_debugging_shows_each_message(site: Site, tab: Tab) -> None:
    world = "window.shown = []; console.log = (...said) => shown.push(said)"
    tab.open(site.put("/", before=f"<script>{world}</script>"))
    assert tab.run("shown") == [["leadflow", dict(site.messages(1)[0])]]


def test_a_page_has_one_name_more(site: Site, tab: Tab) -> None:
    site.pages["/plain"] = "<!doctype html><title>Plain</title>"
    names = "Object.getOwnPropertyNames(window).sort()"
    tab.open(f"{site.home}/plain")
    plain = tab.run(names)
    tab.open(site.put("/"))
    with_snippet = tab.run(names)
    assert isinstance(plain, list)
    assert isinstance(with_snippet, list)
    assert [name for name in with_snippet if name not in plain] == ["leadflow"]


def test_a_form_is_sent_with_the_visitor_and_the_campaign(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", "data-forms data-debug", body=FORM) + "?utm_campaign=spring")
    tab.run("document.querySelector('input').focus()")
    assert tab.run(VALUES) == {
        "email": "",
        "anonymous_id": tab.run("leadflow.id()"),
        "utm_campaign": "spring",
        "utm_source": "site",
        "token": "t",
    }


def test_a_form_that_is_sent_untouched_has_the_visitor_too(site: Site, tab: Tab) -> None:
    site.put("/thanks")
    tab.open(site.put("/", "data-forms data-debug", body=FORM))
    anonymous = tab.run("leadflow.id()")
    tab.run("document.querySelector('form').requestSubmit()")
    view = site.messages(2)[1]
    assert f"anonymous_id={anonymous}&" in str(properties(view)["url"])


def test_a_form_of_nobody_stays_empty(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", 'data-forms data-debug data-consent="required"', body=FORM))
    tab.run("document.querySelector('input').focus()")
    assert tab.run("document.querySelector('[name=anonymous_id]').value") == ""


def test_forms_are_left_alone_unless_asked(site: Site, tab: Tab) -> None:
    tab.open(site.put("/", body=FORM))
    tab.run("document.querySelector('input').focus()")
    assert tab.run("document.querySelector('[name=anonymous_id]').value") == ""
