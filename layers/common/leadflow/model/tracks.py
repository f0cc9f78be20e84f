"""Tracks as they are written: what an email tool is told to send to a lead over time."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from leadflow.model.sentences import Name, Sentence, Text, first_word, tag


def _as_text(written: object) -> object:
    """Some tools number their lists."""
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


ListId: TypeAlias = Annotated[Text, BeforeValidator(_as_text)]


class SendgridList(Sentence):
    """`{ sendgrid: 4f0c }`: the id of a contact list."""

    sendgrid: ListId


class BrevoList(Sentence):
    """`{ brevo: list-12 }`: the id of a contact list."""

    brevo: ListId


class TrackWebhook(Sentence):
    """`{ webhook: nurture }`: the name of the secret that holds the address and what is signed with."""

    webhook: Name


Via: TypeAlias = Annotated[
    Annotated[SendgridList, tag("sendgrid")]
    | Annotated[BrevoList, tag("brevo")]
    | Annotated[TrackWebhook, tag("webhook")],
    first_word("sendgrid", "brevo", "webhook"),
]


class TrackSentence(Sentence):
    """`{ via: { brevo: list-12 } }`."""

    via: Via
