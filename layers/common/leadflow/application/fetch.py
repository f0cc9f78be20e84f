"""What a webhook leaves out and has to be asked for: an action whose answer comes back through the intake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from leadflow.application.webhook import Webhook
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender

if TYPE_CHECKING:  # whoever only takes the question in does not load what asking takes
    from leadflow.application.channel import OutboundRequest, Reply


@dataclass(frozen=True, slots=True)
class Fetch:
    """Something to ask the provider of a source for.

    `what` and `id` say what, in the source's own words; `about` is what the webhook said besides; `received_at` is its
    instant and `trace` its id.
    """

    source: str
    what: str
    id: str
    received_at: Instant
    about: Mapping[str, str] = field(default_factory=dict)
    trace: str = ""


@runtime_checkable
class Fetching(Protocol):
    """A source whose webhooks say less than there is to know."""

    def fetches(self, webhook: Webhook) -> Iterator[Fetch]:
        """What is to be asked for because of this webhook. Raises Unreadable."""
        ...

    def request(self, fetch: Fetch, sender: Sender, token: str | None) -> "OutboundRequest":
        """The question; `token` is the live secret of the source's `token`, None where it names none."""
        ...

    def fetched(self, fetch: Fetch, reply: "Reply", sender: Sender) -> Iterator[Activity | Fetch]:
        """What the answer tells, and what has to be asked next. Raises TryAgain, RefusedForGood."""
        ...
