"""Salesforce as its stand-in plays it, with what a test can change about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.adapters import clock
from leadflow.domain.instant import Instant
from local.crm.exchange import Answered, Asked, Failure, Respond, Route, route, said
from local.crm.salesforce import errors
from local.crm.salesforce.composite import Composite
from local.crm.salesforce.login import Login
from local.crm.salesforce.org import Org
from local.crm.salesforce.queries import Queries
from local.crm.salesforce.sobjects import SObjects
from local.crm.salesforce.tooling import Tooling

OPEN: Final = ("/services/oauth2/", "/services/Soap/")
"""Where nobody needs a token yet."""

DAILY: Final = 15_000
"""Calls that a small organisation has for a day."""


@dataclass
class Salesforce:
    """An organisation and its interface; `daily` is how many calls it takes before it refuses all others."""

    now: Callable[[], Instant] = clock.now
    daily: int = DAILY
    used: int = 0
    org: Org = field(init=False)
    login: Login = field(init=False)
    queries: Queries = field(init=False)
    routes: Sequence[Route] = field(init=False)

    def __post_init__(self) -> None:
        self.org = Org(lambda: self.now())  # noqa: PLW0108 - a test may set another clock later
        self.login, self.queries, records = Login(), Queries(self.org), SObjects(self.org)
        limits = [route("GET", f"/services/data/{{version}}/limits{end}", self._limits) for end in ("", "/")]
        inner = [*self.queries.routes(), *records.routes()]
        together = Composite(self.org, records, inner).routes()
        known = [*limits, *together, *Tooling(self.org).routes(), *inner]
        self.routes = [*self.login.routes(), *(replace(each, respond=self._counted(each.respond)) for each in known)]

    def admit(self, asked: Asked) -> None:
        """Raises Refusal where the token is none, or the day's calls are used up."""
        if asked.path.startswith(OPEN):
            return
        if asked.bearer not in self.login.sessions:
            raise errors.refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if self.used >= self.daily:
            raise errors.refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.used += 1

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - the same for all requests
        """The failure as Salesforce words it."""
        return errors.failed(failure)

    def missing(self, asked: Asked) -> Answered:  # noqa: ARG002 - the same for all requests
        """The answer to what no route fits."""
        return errors.not_found().answered

    def _counted(self, respond: Respond) -> Respond:
        """The answer with how many calls are used up."""

        def counted(asked: Asked) -> Answered:
            answered = respond(asked)
            usage = {"sforce-limit-info": f"api-usage={self.used}/{self.daily}"}
            return replace(answered, headers={**answered.headers, **usage})

        return counted

    def _limits(self, asked: Asked) -> Answered:  # noqa: ARG002 - there is nothing to choose
        return said(200, {"DailyApiRequests": {"Max": self.daily, "Remaining": max(self.daily - self.used, 0)}})
