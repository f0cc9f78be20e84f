"""The form of the documentation, filled in and sent by a browser."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from leadflow.application.webhook import Request
from leadflow.domain.identity import Keys
from local.samples import sample
from tests.pages.browser import Tab
from tests.pages.company import Company, company, elsewhere
from tests.pages.site import serving

pytestmark = pytest.mark.pages

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
ADA: Final = {"email": "ada@nordlys.example", "name": "Ada Ørsted", "job": "Head of Sales & Marketing"}
SENT: Final = "location.pathname === '/thanks/demo'"
SENDING: Final = """
    fetch(document.forms.contact.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(document.forms.contact)),
    }).then(async (answer) => [answer.status, await answer.json()])"""


@pytest.fixture
def acme() -> Iterator[Company]:
    with company() as one:
        yield one


def fill_in(tab: Tab, fields: Mapping[str, str] = ADA) -> None:
    """As by the keyboard."""
    for name, text in fields.items():
        tab.run(f"document.querySelector('[name={name}]').focus()")
        tab.wire.call("Input.insertText", tab.session, text=text)


def send(tab: Tab) -> None:
    tab.run("document.querySelector('button').click()")
    tab.until(SENT)


@pytest.mark.parametrize("encoding", [URLENCODED, MULTIPART])
def test_a_form_that_a_browser_sends_is_one_activity_of_a_human(encoding: str, acme: Company, tab: Tab) -> None:
    acme.encoding = encoding
    acme.open(tab)
    fill_in(tab)
    anonymous, agent = (str(tab.run(asked)) for asked in ("leadflow.id()", "navigator.userAgent"))
    send(tab)
    [activity] = acme.submitted
    assert activity.lead == Keys(email="ada@nordlys.example", anonymous_id=anonymous)
    assert activity.traits == {"name": "Ada Ørsted", "title": "Head of Sales & Marketing"}
    assert activity.properties == {
        "campaign": "spring",
        "url": f"{acme.home}/contact?utm_campaign=spring",
        "form": "contact",
        "ip": "127.0.0.1",
        "user_agent": agent,
    }
    assert activity.machine is None


@pytest.mark.parametrize("encoding", [URLENCODED, MULTIPART])
def test_a_browser_sends_what_the_samples_hold(encoding: str, acme: Company, tab: Tab) -> None:
    acme.encoding = encoding
    acme.open(tab)
    fill_in(tab)
    send(tab)
    [(request, _)] = acme.posts
    known = sample("form", "browser-multipart" if encoding == MULTIPART else "browser-urlencoded").request
    assert shape(request) == shape(known)


def shape(request: Request) -> str:
    """The body and its type without what is another one each time: ids, times and ports."""
    text = f"{request.headers['content-type']}\n{request.body.decode()}"
    text = re.sub(r"WebKitFormBoundary\w+", "BOUNDARY", text)
    text = re.sub(r"\d+\.[0-9a-f]{64}", "RENDERED", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "SUBMISSION", text)
    return re.sub(r"\d+(-\d+){3}", "ANONYMOUS", re.sub(r"(127\.0\.0\.1(:|%3A))\d+", r"\1PORT", text))


def test_a_browser_is_sent_on_by_a_get_to_the_page_that_the_form_names(acme: Company, tab: Tab) -> None:
    acme.open(tab)
    fill_in(tab)
    send(tab)
    [(_, outcome)] = acme.posts
    assert (outcome.answer.status, outcome.answer.headers["location"]) == (303, f"{acme.home}/thanks/demo")
    assert acme.visited[-1] == ("GET", "/thanks/demo")


def test_a_form_that_is_sent_twice_counts_once(acme: Company, tab: Tab) -> None:
    acme.open(tab)
    fill_in(tab)
    tab.run(SENDING)
    send(tab)
    first, second = acme.submitted
    assert first.id == second.id


def test_a_robot_in_the_honeypot_hears_what_a_human_hears(acme: Company, tab: Tab) -> None:
    for website in ("", "https://spam.example"):
        acme.open(tab)
        fill_in(tab)
        tab.run(f"document.querySelector('[name=website]').value = '{website}'")
        send(tab)
    human, robot = acme.submitted
    assert (human.machine, robot.machine) == (None, "filled in a field that no human sees")
    assert "website" not in robot.properties
    (_, told), (_, lied_to) = acme.posts
    assert told.answer == lied_to.answer


def test_a_page_of_the_company_reads_the_answer_by_script(acme: Company, tab: Tab) -> None:
    acme.open(tab)
    fill_in(tab)
    assert tab.run(SENDING) == [200, {"code": "accepted", "message": "taken, and on its way"}]
    assert [activity.machine for activity in acme.submitted] == [None]


def test_a_page_of_strangers_is_refused_and_may_read_that(acme: Company, tab: Tab) -> None:
    with serving(elsewhere(acme.page)) as strangers:
        tab.open(f"{strangers}/contact")
        fill_in(tab)
        answer = tab.run(SENDING)
    assert answer == [403, {"code": "wrong_origin", "message": "this page may not send here"}]
    assert acme.intake.activities == []
    complaints = tab.complaints()
    assert complaints
    assert all("403" in str(each) for each in complaints)
    tab.wire.events.clear()


def test_a_page_that_hides_where_it_is_is_refused(acme: Company, tab: Tab) -> None:
    hidden = acme.page.replace("<title>", '<meta name="referrer" content="no-referrer"><title>')
    with serving(elsewhere(hidden)) as strangers:
        tab.open(f"{strangers}/contact")
        fill_in(tab)
        tab.run("document.querySelector('button').click()")
        tab.until("document.body.innerText.includes('wrong_origin')")
    assert [request.headers["origin"] for request, _ in acme.posts] == ["null"]
    assert acme.submitted == []
    tab.wire.events.clear()
