"""Tracks as they are written: what an email tool is told to send to a lead over time."""

import re
from typing import Annotated, Final, TypeAlias

from pydantic import BeforeValidator

from leadflow.domain.track import Track
from leadflow.model.sentences import Name, Sentence, Text, first_word, tag

_SENDGRID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BREVO: Final = re.compile(r"(?:list-)?0*([1-9][0-9]{0,14})")


def _of_sendgrid(written: object) -> str:
    if not isinstance(written, str) or not _SENDGRID.fullmatch(written):
        raise ValueError(
            "the id of a list in SendGrid is needed, as the address of the list's page ends, such as "
            f"4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162, not {written!r}"
        )
    return written.lower()


def _of_brevo(written: object) -> str:
    found = _BREVO.fullmatch(str(written)) if isinstance(written, str | int) and written is not True else None
    if found is None:
        raise ValueError(f"the number of a list in Brevo is needed, such as 12 or list-12, not {written!r}")
    return found[1]


class SendgridList(Sentence):
    """`{ sendgrid: 4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162 }`: the id of a contact list."""

    sendgrid: Annotated[Text, BeforeValidator(_of_sendgrid)]
    secret: Name = "sendgrid"  # noqa: S105 a name

    def compiled(self, name: str) -> Track:
        return Track(name, "sendgrid", self.secret, self.sendgrid)


class BrevoList(Sentence):
    """`{ brevo: list-12 }`: the number of a contact list."""

    brevo: Annotated[Text, BeforeValidator(_of_brevo)]
    secret: Name = "brevo"  # noqa: S105 a name

    def compiled(self, name: str) -> Track:
        return Track(name, "brevo", self.secret, self.brevo)


class TrackWebhook(Sentence):
    """`{ webhook: nurture }`: the name of the secret that holds the address and what is signed with."""

    webhook: Name

    def compiled(self, name: str) -> Track:
        return Track(name, "webhook", self.webhook)


Via: TypeAlias = Annotated[
    Annotated[SendgridList, tag("sendgrid")]
    | Annotated[BrevoList, tag("brevo")]
    | Annotated[TrackWebhook, tag("webhook")],
    first_word("sendgrid", "brevo", "webhook"),
]


class TrackSentence(Sentence):
    """`{ via: { brevo: list-12 } }`."""

    via: Via
