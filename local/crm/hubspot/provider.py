"""HubSpot as the stand-in plays it, with what a test can change about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from leadflow.adapters import clock
from leadflow.domain.instant import Instant
from local.crm.exchange import Answered, Asked, Failure, Route
from local.crm.hubspot import errors
from local.crm.hubspot.account import Account
from local.crm.hubspot.associations import Associations
from local.crm.hubspot.batches import Batches
from local.crm.hubspot.fields import Fields
from local.crm.hubspot.kinds import NAMED
from local.crm.hubspot.objects import Objects
from local.crm.hubspot.people import People
from local.crm.hubspot.search import Search

TOKEN = "pat-eu1-made-up"  # noqa: S105 - it opens nothing but this stand-in


@dataclass
class HubSpot:
    """An account and its API. `tokens` are those that open it; `scopes` that are withheld close what they name.

    A withheld scope is `contacts`, `companies`, `deals`, ... or `owners`.
    """

    now: Callable[[], Instant] = clock.now
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    withheld: set[str] = field(default_factory=set)
    account: Account = field(init=False)
    routes: Sequence[Route] = field(init=False)

    def __post_init__(self) -> None:
        self.account = Account(lambda: self.now())  # noqa: PLW0108 - a test may set another clock later
        apis = (Search, Batches, Objects, Associations, People, Fields)
        self.routes = [each for api in apis for each in api(self.account).routes()]

    def admit(self, asked: Asked) -> None:
        """Raises Refusal where the token is none, or was not given that scope."""
        if asked.bearer not in self.tokens:
            raise errors.unauthorised()
        for part in asked.path.split("/"):
            scope = NAMED[part].plural if part in NAMED else part
            if scope in self.withheld:
                raise errors.forbidden(f"crm.objects.{scope}.read")

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - asked alike of all
        """The failure as HubSpot words it."""
        return errors.failed(failure)

    def missing(self, asked: Asked) -> Answered:
        """The answer to what no route fits."""
        return errors.fault(404, "OBJECT_NOT_FOUND", f"No endpoint at {asked.path}")
