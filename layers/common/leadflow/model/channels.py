"""Channels as they are written: ways out."""

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from leadflow.domain.lead_model import Channel
from leadflow.model.addresses import Recipient
from leadflow.model.sentences import Mention, Name, OneOrMore, Sentence, first_word, tag
from leadflow.model.templates import traits


class SlackSentence(Sentence):
    """`{ slack: sales-webhook }`: the name of the secret that holds the address."""

    slack: Name

    def compiled(self, name: str) -> Channel:
        return Channel(name, "slack", self.slack)


class TeamsSentence(Sentence):
    """`{ teams: sales-workflow }`: the name of the secret that holds the address."""

    teams: Name


class EmailSentence(Sentence):
    """`{ email: [head@acme.example, "{owner}"] }`."""

    email: OneOrMore[Recipient]

    def mentions(self) -> Iterator[Mention]:
        for place, each in enumerate(self.email):
            yield from traits(each, "email", place)


class WebhookSentence(Sentence):
    """`{ webhook: data-team }`: the name of the secret that holds the address and what is signed with."""

    webhook: Name


ChannelSentence: TypeAlias = Annotated[
    Annotated[SlackSentence, tag("slack")]
    | Annotated[TeamsSentence, tag("teams")]
    | Annotated[EmailSentence, tag("email")]
    | Annotated[WebhookSentence, tag("webhook")],
    first_word("slack", "teams", "email", "webhook"),
]
