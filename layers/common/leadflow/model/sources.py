"""Sources as they are written: ways in."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from leadflow.domain.crm import Field as CrmField
from leadflow.domain.sender import Guard, Pointers, Sender, Trust, Words
from leadflow.model.sentences import Mention, Name, OneOrMore, Sentence, Span, Text


class SourceSentence(Sentence):
    """`{ kind: typeform, secret: demo-form, fields: { work_email: email } }`.

    Which of the words a kind needs and takes is its own affair.
    """

    kind: Name
    secret: Name | None = None
    trust: Literal["server", "public"] | None = None
    form: Text | None = None
    fields: Mapping[Text, Text] = Field(default_factory=dict)
    origins: tuple[Text, ...] = ()
    topics: OneOrMore[Text] | None = None
    url: Text | None = None
    verify: Name | None = None
    token: Name | None = None
    instance: Text | None = None
    organization: Text | None = None
    honeypot: Text | None = None
    fill_time: Span | None = None
    redirects: tuple[Text, ...] = ()
    id: Text | None = None
    occurred_at: Text | None = None
    type: Text | None = None
    types: Mapping[Text, Text] = Field(default_factory=dict)
    properties: Mapping[Text, Text] = Field(default_factory=dict)

    def compiled(self, name: str, rank: int, words: Words, fields: Mapping[str, CrmField] | None = None) -> Sender:
        """The sender, by this name and with this place in the model.

        `words` are those of its kind, `fields` what the map says of the fields of the CRM that it speaks for.
        """
        return Sender(
            name,
            self.kind,
            self.secret or "",
            rank,
            trust=words.trust if self.trust is None else Trust(self.trust),
            form=self.form,
            fields=dict(self.fields),
            origins=self.origins,
            topics=self.topics or (),
            url=self.url,
            verify=self.verify,
            token=self.token,
            guard=Guard(self.honeypot, self.fill_time, self.redirects),
            pointers=Pointers(self.id, self.occurred_at, self.type, dict(self.types), dict(self.properties)),
            instance=self.instance,
            organization=self.organization,
            fields_map=fields or {},
        )

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("kind",), "kinds", self.kind)
