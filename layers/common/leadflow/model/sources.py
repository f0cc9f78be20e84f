"""Sources as they are written: ways in."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from leadflow.domain.sender import Sender, Trust
from leadflow.model.sentences import Mention, Name, Sentence, Text


class SourceSentence(Sentence):
    """`{ kind: typeform, secret: demo-form, fields: { work_email: email } }`."""

    kind: Name
    secret: Name
    trust: Literal["server", "public"] = "server"
    form: Text | None = None
    fields: Mapping[Text, Text] = Field(default_factory=dict)
    origins: tuple[Text, ...] = ()

    def compiled(self, name: str, rank: int) -> Sender:
        """The sender, by this name and with this place in the model."""
        return Sender(
            name,
            self.kind,
            self.secret,
            rank,
            trust=Trust(self.trust),
            form=self.form,
            fields=dict(self.fields),
            origins=self.origins,
        )

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("kind",), "kinds", self.kind)
