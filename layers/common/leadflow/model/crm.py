"""The CRM as it is written: which one it is, and which of its fields are which of our terms."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field

from leadflow.domain.crm import Crm, Object, Wins
from leadflow.domain.crm import Field as CrmField
from leadflow.model.sentences import Mention, Sentence, Text

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


class CrmSentence(Sentence):
    """`{ provider: hubspot, fields: { title: { crm: jobtitle, wins: crm } } }`."""

    provider: Literal["hubspot", "salesforce", "pipedrive", "dynamics"]
    fields: Mapping[Term, FieldSentence] = Field(default_factory=dict)

    def compiled(self, source: str | None) -> Crm:
        """The CRM, for which this source of the model speaks."""
        return Crm(self.provider, source, {term: each.compiled(term) for term, each in self.fields.items()})

    def mentions(self) -> Iterator[Mention]:
        """Our terms, as traits: what they are beside that, the other sections say."""
        yield from (Mention(("fields", term), "traits", term) for term in self.fields)
