"""A message as plain text, for watches, screen readers and whoever reads no HTML."""

from collections.abc import Iterator, Sequence

from leadflow.adapters import tone
from leadflow.adapters.mail.unlinked import unlinked
from leadflow.domain.instant import moment
from leadflow.domain.message import Message, Person


def body(message: Message) -> str:
    """The message part by part with an empty line in between; what is not known leaves no gap."""
    return "\n\n".join("\n".join(part) for part in _parts(message) if part) + "\n"


def sent(message: Message) -> str:
    """When it was, for a footer."""
    return moment(message.at).strftime("%-d %b %Y, %H:%M UTC")


def _parts(message: Message) -> Iterator[Sequence[str]]:
    yield [unlinked(message.headline)]
    yield list(_who(message.person))
    if message.next:
        yield [f"Next step: {unlinked(message.next)}"]
    if message.owner:
        yield [f"Owner: {message.owner.address}"]
    if message.record:
        yield [f"In the CRM: {message.record}"]
    if message.pending:
        yield [tone.PENDING]
    yield [f"{fact.name}: {fact.value}" for fact in message.facts]
    if message.reasons.told:
        told = (f"  {tone.points(reason):>4}  {reason.what}" for reason in message.reasons.told)
        yield [tone.why(message), *told]
    if message.since:
        yield [f"Since the last message, {message.since.when}", *_listed(message.since.changes)]
    if message.lately:
        yield [tone.lately(message), *_listed(message.lately)]
    yield ["-- ", f"{message.cause} · {sent(message)}"]


def _who(person: Person) -> Iterator[str]:
    work = " at ".join(part for part in (person.title, person.company) if part)
    if told := ", ".join(part for part in (person.name, work) if part):
        yield unlinked(told)
    if reach := " · ".join(part for part in (person.email, unlinked(person.phone)) if part):
        yield reach


def _listed(lines: Sequence[str]) -> Iterator[str]:
    return (f"  • {unlinked(line)}" for line in lines)
