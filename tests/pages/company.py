"""A company's site with the form of the documentation in its page, and Leadflow behind the form's address."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from leadflow.adapters.sources import form
from leadflow.application.receive import Outcome
from leadflow.application.webhook import Answer, Request
from leadflow.domain.activity import Activity
from leadflow.domain.instant import SECOND, Duration, Instant
from leadflow.domain.sender import Sender, Trust
from leadflow.model.document import parse
from leadflow.model.sources import SourceSentence
from local.build import ROOT
from local.samples import live_secret
from tests.pages.browser import Tab
from tests.pages.site import HTML, serving
from tests.receiving import NOW, MemoryIntake, receiver

DOCUMENTED: Final = Path(ROOT / "docs/sources.md").read_text("utf-8").partition("### `form`")[2].partition("\n### ")[0]
"""What the documentation says of forms."""

SAID: Final = re.search(r"`contact: (\{.*?\})`", DOCUMENTED)
"""The source as the documentation has it in the model."""

ACME: Final = "https://www.acme.example"
ADDRESS: Final = "https://…/hooks/contact/TOKEN"
TOKEN: Final = live_secret("form", "contact")
A_WHILE: Final = Duration(9 * SECOND)
"""Between a page's making and its sending."""


@dataclass
class Company:
    """`home` is its site, `hooks` where Leadflow listens, `posts` with what became of them are what the form sent."""

    home: str = ""
    hooks: str = ""
    intake: MemoryIntake = field(default_factory=MemoryIntake)
    posts: list[tuple[Request, Outcome]] = field(default_factory=list)
    visited: list[tuple[str, str]] = field(default_factory=list)
    encoding: str = "application/x-www-form-urlencoded"

    @property
    def senders(self) -> Mapping[str, Sender]:
        """Those of the documentation, with the address that the site has here."""
        assert SAID is not None
        words = parse(SAID[1].replace(ACME, self.home)).content
        contact = SourceSentence.model_validate(words).compiled("contact", 0, form.WORDS)
        site = Sender("site", "segment", "site", trust=Trust.PUBLIC, origins=(self.home,))
        return {"contact": contact, "site": site}

    @property
    def page(self) -> str:
        """The documentation's form, and the snippet that tells it who the visitor is."""
        written = DOCUMENTED.partition("```html\n")[2].partition("```")[0]
        address = f'{self.hooks}/hooks/contact/{TOKEN}" enctype="{self.encoding}'
        key = live_secret("segment", "site")
        snippet = f'<script src="{self.hooks}/snippet.js" data-key="{key}" data-forms data-debug></script>'
        shown = written.replace(ADDRESS, address).replace(ACME, self.home)
        return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Acme</title>{snippet}<body>{shown}</html>'

    @property
    def submitted(self) -> Sequence[Activity]:
        return [activity for activity in self.intake.activities if activity.type == "form.submitted"]

    def show(self, request: Request) -> Answer:
        self.visited.append((request.method, request.path))
        return Answer(200, self.page.encode() if request.path == "/contact" else b"<title>Thanks</title>", HTML)

    def listen(self, request: Request) -> Answer:
        """As the function answers; what is posted comes a while after the page was made."""
        at = Instant(NOW + A_WHILE) if request.method == "POST" else NOW
        outcome = replace(receiver(self.intake), senders=self.senders).receive(request, at)
        if request.method == "POST" and request.path.startswith("/hooks/"):
            self.posts.append((request, outcome))
        return outcome.answer

    def open(self, tab: Tab) -> None:
        """Open the page and wait until its own script has asked when it was made."""
        tab.open(f"{self.home}/contact?utm_campaign=spring")
        tab.until("(document.querySelector('[name=_rendered]')?.value ?? '') !== ''")


@contextmanager
def company() -> Iterator[Company]:
    """A company until the end."""
    one = Company()
    with serving(one.show) as one.home, serving(one.listen) as one.hooks:
        yield one


def elsewhere(page: str) -> Callable[[Request], Answer]:
    """A site of strangers, which shows this page."""
    return lambda _: Answer(200, page.encode(), HTML)
