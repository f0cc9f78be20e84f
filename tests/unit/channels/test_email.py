"""What SES is asked to send, that it is safe whatever a stranger writes, and what SES's answers mean."""

import json
import re
from collections.abc import Mapping
from email.header import Header
from html.parser import HTMLParser
from pathlib import Path

import pytest

from leadflow.adapters.channels import email
from leadflow.adapters.mail import html, text
from leadflow.application.channel import House, RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import MINUTE
from leadflow.domain.message import Message
from tests.unit.channels.matters import HOUSE, dispatch, message, news
from tests.unit.channels.samples import HOSTILE, SAMPLES, hostile

GOLDEN = Path(__file__).parent / "golden" / "email"
HEAD = "head@acme.example"
BROKEN = {
    **HOSTILE,
    "headers": "Ada\r\nBcc: all@acme.example\r\n\r\nHello",
    "separators": "Ada\u2028Bcc: x\u2029\x85\x0b\x0c",
    "tags": '<script>alert(1)</script><img src="https://evil.example/x.png"><a href="https://evil.example">x</a>',
    "quotes": '" onmouseover="x" style="x',
    "gaps": "$title ${footer} $",
}


def sent(told: Message, to: str = HEAD) -> Mapping[str, object]:
    asked: Mapping[str, object] = json.loads(email.request(dispatch(told, to=to)).body)
    return asked


class Page(HTMLParser):
    """Every tag of a page with its attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_mails_look_as_they_were_approved(name: str) -> None:
    told = SAMPLES[name]
    assert html.page(told) == (GOLDEN / f"{name}.html").read_text()
    assert f"Subject: {email.subject(told.headline)}\n\n{text.body(told)}" == (GOLDEN / f"{name}.txt").read_text()


def test_a_mail_goes_to_one_person_from_the_stack_s_own_address() -> None:
    asked = sent(message())
    assert asked["FromEmailAddress"] == "Leadflow <alerts@acme.example>"
    assert asked["Destination"] == {"ToAddresses": [HEAD]}


def test_the_request_goes_to_ses_alone_and_is_to_be_signed() -> None:
    request = email.request(dispatch(to=HEAD))
    assert request.url == "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails"
    assert request.hosts == {"email.eu-west-1.amazonaws.com"}
    assert request.service == "ses"


def test_a_mail_carries_the_news_stable_id_and_asks_for_no_answer_of_a_machine() -> None:
    content = json.loads(email.request(dispatch(to=HEAD)).body)["Content"]["Simple"]
    headers = {each["Name"]: each["Value"] for each in content["Headers"]}
    assert headers == {"X-Leadflow-Id": news().id, "Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_no_stranger_s_words_end_a_header(words: str) -> None:
    content = json.loads(email.request(dispatch(hostile(words), to=HEAD)).body)["Content"]["Simple"]
    subject = content["Subject"]["Data"]
    assert subject == " ".join(subject.splitlines())
    assert 0 < len(subject) <= email.SUBJECT
    Header(subject, "utf-8").encode()
    for header in content["Headers"]:
        assert re.fullmatch(r"[ -~]{1,870}", header["Value"])


@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_a_stranger_s_words_are_only_words_in_the_page(words: str) -> None:
    harmless, page = Page(html.page(hostile("x"))), Page(html.page(hostile(words)))
    named = [(tag, sorted(attributes)) for tag, attributes in page.tags if tag != "a"]
    assert named == [(tag, sorted(attributes)) for tag, attributes in harmless.tags if tag != "a"]
    for tag, attributes in page.tags:
        if tag == "a":
            assert re.match(r"(mailto:[\w%.~@+-]+|tel:[+\d]+)$", attributes["href"] or "")


@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_a_stranger_s_words_keep_to_their_line_in_the_text(words: str) -> None:
    assert text.body(hostile(words)).count("\n") == text.body(hostile("x")).count("\n")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_loads_nothing_from_anywhere(name: str) -> None:
    page = html.page(SAMPLES[name])
    assert not re.search(r"<(img|link|script|iframe|object|svg)|url\(|@import|src=", page)
    assert len(page) < 20_000


def test_an_address_that_a_stranger_wrote_becomes_no_link() -> None:
    for body in (html.page(hostile("https://evil.example/x")), text.body(hostile("https://evil.example/x"))):
        told = re.sub(r"<title>.*</title>|<a [^>]*>[^<]*</a>|[^ ]*@x\.example", "", body)
        assert "evil" in told
        assert not re.search(r"https?://|evil\.example", told)


def test_what_is_known_can_be_pressed_on_a_phone() -> None:
    links = [attributes["href"] for tag, attributes in Page(html.page(SAMPLES["again"])).tags if tag == "a"]
    assert links == [
        "mailto:ada@northwind.example",
        "tel:+468123456",
        "mailto:ann@acme.example",
        "https://app.hubspot.com/contacts/7/record/0-1/812",
    ]


@pytest.mark.parametrize(
    ("house", "to", "reason"),
    [
        (
            House("", HOUSE.post_office),
            HEAD,
            "no address to send mail from: the stack's parameter AlertSender names none",
        ),
        (HOUSE, "", "nobody to write to"),
    ],
)
def test_without_a_sender_or_a_recipient_there_is_no_mail(house: House, to: str, reason: str) -> None:
    with pytest.raises(RefusedForGood) as refused:
        email.request(dispatch(house=house, to=to))
    assert refused.value.reason == reason


def answer(status: int, body: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_what_ses_accepts_is_taken() -> None:
    email.read(answer(200, b'{"MessageId":"0100"}'))


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (
            400,
            b'{"message":"head@acme.example is not verified"}',
            {"x_amzn_errortype": "MessageRejected"},
            "MessageRejected",
        ),
        (
            400,
            b"",
            {"x_amzn_errortype": "MailFromDomainNotVerifiedException:http://x/"},
            "MailFromDomainNotVerifiedException",
        ),
        (400, b'{"__type":"com.amazonaws.sesv2#AccountSuspendedException"}', {}, "AccountSuspendedException"),
        (400, b'{"code":"BadRequestException"}', {}, "BadRequestException"),
        (404, b"\xff", {"x_amzn_errortype": "a b@c"}, ""),
        (301, b"", {}, ""),
    ],
)
def test_what_ses_refuses_is_refused_for_good_by_its_name_alone(
    status: int, body: bytes, headers: Mapping[str, str], said: str
) -> None:
    with pytest.raises(RefusedForGood) as refused:
        email.read(answer(status, body, **headers))
    assert refused.value.reason == f"SES answered {status} {said}".rstrip()


@pytest.mark.parametrize(
    ("status", "named"),
    [
        (429, "TooManyRequestsException"),
        (400, "LimitExceededException"),
        (400, "SendingPausedException"),
        (403, "AccessDeniedException"),
        (500, "InternalFailure"),
        (503, ""),
        (100, ""),
    ],
)
def test_what_may_pass_is_tried_again(status: int, named: str) -> None:
    with pytest.raises(TryAgain) as again:
        email.read(answer(status, x_amzn_errortype=named, retry_after="60"))
    assert again.value.after == MINUTE
