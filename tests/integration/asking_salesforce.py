"""The product's side of a talk with Salesforce's stand-in, over real HTTP."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters.crm import salesforce as crm
from leadflow.adapters.http import Outside
from leadflow.adapters.sources import salesforce as source
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import Instant, parse
from leadflow.domain.sender import Sender
from local.crm.salesforce.login import CLIENT
from local.crm.salesforce.provider import Salesforce
from local.crm.salesforce.seed import seed
from local.crm.standin import Standin

NOW: Final = parse("2026-03-02T10:00:30Z")
ADA: Final = "ada.lindqvist@nordlys.example"
SECRET: Final = json.dumps({"client_id": CLIENT[0], "client_secret": CLIENT[1]})
MAP: Final = {
    "title": Field("title", "Title"),
    "industry": Field("industry", "Industry", Object.ACCOUNT),
    "kind": Field("kind", "Name", Object.OPPORTUNITY),
    "odd": Field("odd", "no such field", Object.LEAD),
}


@dataclass
class Asking:
    """The product's side of a talk with the stand-in."""

    provider: Salesforce
    standin: Standin
    sender: Sender
    now: Instant = NOW
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.post, lambda: self.now)

    def post(self, request: OutboundRequest) -> Reply:
        return Outside(sinks=frozenset({self.standin.place})).post(request)

    def token(self, secret: str = SECRET) -> str:
        return self.tokens.token(crm, self.sender, secret)

    def pull(self, what: str) -> list[Activity]:
        """All pages."""
        start: str | None = None
        owners: Mapping[str, str] = {}
        found: list[Activity] = []
        while True:
            page = crm.paged(
                self.sender, what, self.post(crm.page(self.sender, what, start, self.token())), owners, NOW
            )
            found += page.activities
            if (start := page.next) is None:
                return found

    def fetch(self, what: str, known: str, **about: str) -> list[Activity | Fetch]:
        asked = Fetch("crm", what, known, NOW, about)
        reply = self.post(source.request(asked, self.sender, self.token()))
        return list(source.fetched(asked, reply, self.sender))

    def known(self, of: str, **stated: str | float) -> str:
        """The id of the first that is so."""
        there = self.provider.org.tables[of].items()
        return next(known for known, each in there if stated.items() <= each.items())


@contextmanager
def asked() -> Iterator[Asking]:
    """The stand-in with its seed, changed last on 1 March, and a source that may ask it."""
    provider = Salesforce(now=lambda: parse("2026-03-01T09:00:00Z"))
    seed(provider.org)
    with Standin(provider) as standin:
        sender = Sender(
            "crm", "salesforce", token="crm-api", instance=standin.url, organization="00D000000000062", fields_map=MAP
        )
        yield Asking(provider, standin, sender)
