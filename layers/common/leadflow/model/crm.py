"""The CRM as it is written: which one it is, and which of its fields are which of our terms."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field

from leadflow.model.sentences import Mention, Sentence, Text

_TERM: Final = re.compile(r"[^\W\d][\w-]*(\.[^\W\d][\w-]*)*")


def _term(name: str) -> str:
    if not _TERM.fullmatch(name):
        raise ValueError(f"a trait, score, class or segment is needed, such as title or crm.stage, not {name!r}")
    return name


Term: TypeAlias = Annotated[Text, AfterValidator(_term)]


class FieldSentence(Sentence):
    """`{ crm: jobtitle, wins: crm }`: theirs, and who wins where both write."""

    crm: Text
    wins: Literal["us", "crm", "latest"] | None = None


class CrmSentence(Sentence):
    """`{ provider: hubspot, fields: { title: { crm: jobtitle, wins: crm } } }`."""

    provider: Literal["hubspot", "salesforce", "pipedrive", "dynamics"]
    fields: Mapping[Term, FieldSentence] = Field(default_factory=dict)

    def mentions(self) -> Iterator[Mention]:
        """Our terms, as traits: what they are beside that, the other sections say."""
        yield from (Mention(("fields", term), "traits", term) for term in self.fields)
