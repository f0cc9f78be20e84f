"""What an automation does, as it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field

from leadflow.domain import automation as domain
from leadflow.domain.crm import Object
from leadflow.model.sentences import Mention, Name, Sentence, Span, first_word, tag
from leadflow.model.templates import Template, traits


@dataclass(frozen=True, slots=True)
class Ways:
    """What actions need of the rest of the file: the recipients of its channels, and the kind of its CRM, or ""."""

    recipients: Mapping[str, Sequence[str]]
    crm: str = ""


class NotifySentence(Sentence):
    """`{ notify: sales }`."""

    notify: Name

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:
        """One for each of the channel's recipients, so that a failure of one is no second message to another."""
        return [domain.Notify(self.notify, to) for to in ways.recipients.get(self.notify, ())]

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("notify",), "channels", self.notify)


class AssignSentence(Sentence):
    """`{ assign: routing }`: the lead gets the owner whom the section routing chooses."""

    assign: Literal["routing"]

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:  # noqa: ARG002 as of all sentences
        """No errand: the lead has its owner before there is any."""
        return ()

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("assign",), "sections", "routing")


class _CrmSentence(Sentence):
    crm: Literal["upsert", "task"]

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("crm",), "sections", "crm")


class UpsertSentence(_CrmSentence):
    """`{ crm: upsert, as: lead }`: the CRM's record of the lead is made, or brought up to date."""

    as_: Literal["lead", "contact"] = Field("lead", alias="as")

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:
        return [domain.Upsert(ways.crm, Object(self.as_))]


class TaskSentence(_CrmSentence):
    """`{ crm: task, subject: "Call {name}", due: 1 day }`."""

    subject: Template
    due: Span | None = None

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:
        return [domain.Task(ways.crm, self.subject, self.due)]

    def mentions(self) -> Iterator[Mention]:
        yield from super().mentions()
        yield from traits(self.subject, "subject")


def _deed(written: object) -> str:
    """The sentence that is meant: where neither is, the first says which there are."""
    return "<task>" if isinstance(written, Mapping) and written.get("crm") == "task" else "<upsert>"


class EnrolSentence(Sentence):
    """`{ enrol: reawaken }`."""

    enrol: Name

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:  # noqa: ARG002 as of all sentences
        return [domain.Enrol(self.enrol)]

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("enrol",), "tracks", self.enrol)


class WithdrawSentence(Sentence):
    """`{ withdraw: reawaken }`."""

    withdraw: Name

    def compiled(self, ways: Ways) -> Sequence[domain.Action]:  # noqa: ARG002 as of all sentences
        return [domain.Withdraw(self.withdraw)]

    def mentions(self) -> Iterator[Mention]:
        yield Mention(("withdraw",), "tracks", self.withdraw)


ActionSentence: TypeAlias = Annotated[
    Annotated[NotifySentence, tag("notify")]
    | Annotated[AssignSentence, tag("assign")]
    | Annotated[
        Annotated[UpsertSentence, tag("upsert")] | Annotated[TaskSentence, tag("task")],
        Discriminator(_deed),
        tag("crm"),
    ]
    | Annotated[EnrolSentence, tag("enrol")]
    | Annotated[WithdrawSentence, tag("withdraw")],
    first_word("notify", "assign", "crm", "enrol", "withdraw"),
]
