"""The CRM as it is written: which one it is, and which of its fields are which of our terms."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field

from leadflow.domain.crm import Crm, Object, Wins
from leadflow.domain.crm import Field as CrmField
from leadflow.domain.crm_record import DELETED
from leadflow.model.sentences import Mention, Sentence, Text
from leadflow.model.templates import Template, traits

Provider: TypeAlias = Literal["hubspot", "salesforce", "pipedrive", "dynamics"]

PROVIDERS: Final[tuple[str, ...]] = get_args(Provider)
"""The CRMs, each also a kind of source."""

_TERM: Final = re.compile(r"[^\W\d][\w-]*(\.[^\W\d][\w-]*)*")


def _term(name: str) -> str:
    if not _TERM.fullmatch(name):
        raise ValueError(f"a trait, score, class or segment is needed, such as title or crm.stage, not {name!r}")
    return name


Term: TypeAlias = Annotated[Text, AfterValidator(_term)]


class FieldSentence(Sentence):
    """`{ crm: jobtitle, wins: crm, on: contact }`: theirs, who wins where both write, and whose record it stands in."""

    crm: Text
    wins: Literal["us", "crm", "latest"] = "latest"
    on: Literal["lead", "contact", "account", "opportunity"] = "contact"

    def compiled(self, term: str) -> CrmField:
        """The line of the map, for our term."""
        return CrmField(term, self.crm, Object(self.on), Wins(self.wins))


def _page(text: str) -> str:
    if not text.startswith("https://") or "{" in text.removeprefix("https://").partition("/")[0]:
        raise ValueError(f"an https address is needed, such as https://crm.acme.example/{{crm.id}}, not {text!r}")
    return text


Page: TypeAlias = Annotated[Template, AfterValidator(_page)]


class CrmSentence(Sentence):
    """`{ provider: hubspot, fields: { title: { crm: jobtitle, wins: crm } } }`."""

    provider: Provider
    records: Page | None = None
    fields: Mapping[Term, FieldSentence] = Field(default_factory=dict)

    def compiled(self, source: str | None) -> Crm:
        """The CRM, for which this source of the model speaks."""
        fields = {term: each.compiled(term) for term, each in self.fields.items()}
        return Crm(self.provider, source, fields, self.records or "")

    def mentions(self) -> Iterator[Mention]:
        """Our terms, as traits: what they are beside that, the other sections say."""
        for term, each in self.fields.items():
            yield Mention(("fields", term), "traits", each.compiled(term).trait)
        if self.records:
            yield from traits(self.records, "records")
            yield Mention(("records",), "traits", DELETED)  # a link to a deleted record would lead nowhere
