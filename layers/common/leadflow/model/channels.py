"""Channels as they are written: ways out."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, TypeAlias

from leadflow.domain.lead_model import Channel
from leadflow.model.addresses import Recipient
from leadflow.model.quotas import PerHour
from leadflow.model.sentences import Mention, Name, OneOrMore, Sentence, first_word, tag
from leadflow.model.templates import traits

Personal: TypeAlias = Literal["email", "name", "title", "company", "phone"]

SHARE: Final = 20
"""So many messages an hour people read where nothing else is said; more is a flood."""


class _Way(Sentence):
    at_most: PerHour | None = None

    @property
    def share(self) -> int | None:
        """How many messages an hour it takes, or each of those who are told one by one; None for all."""
        return self.at_most or SHARE

    def recipients(self) -> Sequence[str]:
        """The addresses of those who are told one by one; a single empty one where a place is told."""
        return ("",)


class SlackSentence(_Way):
    """`{ slack: sales-webhook }`: the name of the secret that holds the address."""

    slack: Name

    def compiled(self, name: str) -> Channel:
        return Channel(name, "slack", self.slack)


class TeamsSentence(_Way):
    """`{ teams: sales-workflow }`: the name of the secret that holds the address."""

    teams: Name

    def compiled(self, name: str) -> Channel:
        return Channel(name, "teams", self.teams)


class EmailSentence(_Way):
    """`{ email: [head@acme.example, "{owner}"] }`: each of them gets a mail of their own."""

    email: OneOrMore[Recipient]

    def compiled(self, name: str) -> Channel:
        return Channel(name, "email")

    def recipients(self) -> Sequence[str]:
        return tuple(dict.fromkeys(self.email))

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.email):
            yield from traits(each, "email", place)


class WebhookSentence(_Way):
    """`{ webhook: data-team, include: [email] }`: the secret that holds the address and what is signed with.

    `include` is what is told of the person; without it only ids, labels and figures are.
    """

    webhook: Name
    include: OneOrMore[Personal] | None = None

    def compiled(self, name: str) -> Channel:
        return Channel(name, "webhook", self.webhook, self.include or ())

    @property
    def share(self) -> int | None:
        return self.at_most


ChannelSentence: TypeAlias = Annotated[
    Annotated[SlackSentence, tag("slack")]
    | Annotated[TeamsSentence, tag("teams")]
    | Annotated[EmailSentence, tag("email")]
    | Annotated[WebhookSentence, tag("webhook")],
    first_word("slack", "teams", "email", "webhook"),
]
