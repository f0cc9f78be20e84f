"""Dynamics' stand-in, and what calls it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from leadflow.adapters.crm import dynamics
from leadflow.adapters.http import Outside
from leadflow.adapters.sources import dynamics as source
from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.fetch import Fetch
from leadflow.application.grants import Tokens
from leadflow.domain.activity import Activity
from leadflow.domain.crm import Field, Object
from leadflow.domain.instant import Instant, parse
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender
from local.crm.dynamics.provider import CLIENT, CLIENT_SECRET, TENANT, Dynamics
from local.crm.standin import Standin

NOW: Final = parse("2026-03-02T10:00:00Z")
ROOT: Final = "/api/data/v9.2"
SECRET: Final = json.dumps({"tenant": TENANT, "client_id": CLIENT, "client_secret": CLIENT_SECRET})
MAP: Final = (
    Field("title", "jobtitle"),
    Field("plan", "new_plan"),
    Field("silent", "donotemail"),
    Field("industry", "industrycode", Object.ACCOUNT),
    Field("employees", "numberofemployees", Object.ACCOUNT),
    Field("seats", "new_seats", Object.OPPORTUNITY),
)


@dataclass(frozen=True, slots=True)
class Office:
    """The stand-in, what plays in it, and who calls it with which tokens."""

    standin: Standin
    crm: Dynamics
    outside: Outside
    sender: Sender
    tokens: Tokens

    @property
    def token(self) -> str:
        return self.tokens.token(source, self.sender, SECRET)

    def pulled(self, what: str, owners: Mapping[str, str], start: str | None = None) -> Iterator[Activity]:
        reply = self.outside.post(dynamics.page(self.sender, what, start, self.token))
        page = dynamics.paged(self.sender, what, reply, owners, NOW)
        yield from page.activities
        if page.next is not None:
            yield from self.pulled(what, owners, page.next)

    def owners(self) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for what in ("owners", "accounts"):
            reply = self.outside.post(dynamics.page(self.sender, what, None, self.token))
            known |= dynamics.paged(self.sender, what, reply, known, NOW).owners
        return known

    def told(self, what: str, known: str, **about: str) -> Sequence[Activity]:
        """What the answer to the question tells, and those to the questions that it raises."""
        fetch = Fetch("crm", what, known, NOW, {"at": str(NOW), **about})
        reply = self.outside.post(source.request(fetch, self.sender, self.token))
        found = list(source.fetched(fetch, reply, self.sender))
        further = [
            activity
            for each in found
            if isinstance(each, Fetch)
            for activity in self.told(each.what, each.id, **{k: v for k, v in each.about.items() if k != "at"})
        ]
        return [*(each for each in found if isinstance(each, Activity)), *further]

    def call(self, method: str, path: str, content: Json = None, **headers: str) -> Reply:
        body = b"" if content is None else json.dumps(content).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        known = {"authorization": f"Bearer {self.token}", "content-type": "application/json", **named}
        url = f"{self.standin.url}{ROOT}{path}"
        return self.outside.post(OutboundRequest(url, body, known, frozenset(), method, reply_limit=1_000_000))

    def code(self, reply: Reply) -> str:
        return str(json.loads(reply.body)["error"]["code"])


@contextmanager
def opened() -> Iterator[Office]:
    """The stand-in and its callers, for as long as they are needed."""
    crm = Dynamics()
    with Standin(crm) as standin:
        sender = Sender("crm", "dynamics", "crm", token="crm-token", instance=standin.url)
        mapped = replace(sender, fields_map={each.term: each for each in MAP})
        outside = Outside(frozenset({standin.place}))
        yield Office(standin, crm, outside, mapped, Tokens(outside.post, lambda: Instant(NOW)))
