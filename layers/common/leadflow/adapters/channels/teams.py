"""Microsoft Teams by a workflow's webhook: one Adaptive Card. The secret is the workflow's address.

https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
https://adaptivecards.io/explorer/RichTextBlock.html
"""

import re
from collections.abc import Iterator
from typing import Final

import orjson

from leadflow.adapters import retry_after, tone
from leadflow.application.channel import Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.domain.message import Message, Person
from leadflow.domain.wording import clip

HOSTS: Final = frozenset({"*.logic.azure.com", "*.logic.azure.us", "*.powerplatform.com", "*.powerplatform.us"})
"""Older workflows have an address of Logic Apps, newer ones of their environment of Power Platform."""

VERSION: Final = "1.4"
LIMIT: Final = 28 * 1024
"""Bytes that Teams takes."""

_CARD: Final = "application/vnd.microsoft.card.adaptive"
_SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
_SUMMARY: Final = 300

# Facts are read as Markdown, and nothing there switches that off: what a model calls its labels gets characters that
# only look alike. Runs of rich text are not, so that what strangers write stands only there, as it is.
_LOOKALIKES: Final = str.maketrans("*_`[]<>#~|{}\\", "∗ˍˋ［］‹›＃∼¦｛｝＼")  # noqa: RUF001 meant to look alike

_TAKEN: Final = (200, 202)
_TIMED_OUT: Final = 408
_TOO_MANY: Final = 429


def request(dispatch: Dispatch) -> OutboundRequest:
    """The message as a workflow takes it."""
    message = dispatch.message
    card: dict[str, Json] = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "id": message.id,
        "fallbackText": clip(tone.summary(message), _SUMMARY).translate(_LOOKALIKES),
        "msteams": {"width": "Full"},
        "body": list(_body(message)),
        "actions": list(_actions(message)),
    }
    attachment: Json = {"contentType": _CARD, "contentUrl": None, "content": card}
    body: Json = {"type": "message", "attachments": [attachment]}
    return OutboundRequest(dispatch.secrets[0], orjson.dumps(body), {"content-type": "application/json"}, HOSTS)


def read(reply: Reply) -> None:
    """Returns where the workflow has taken the message; that it then posted it is not known.

    Raises RefusedForGood where it is a redirect or a 4xx, TryAgain where it is a 408, a 429 or anything else.
    """
    if reply.status in _TAKEN:
        return
    if reply.status == _TOO_MANY:
        raise TryAgain("Teams takes no more for now", retry_after.wait(reply))
    if 300 <= reply.status < 500 and reply.status != _TIMED_OUT:  # noqa: PLR2004 no workflow redirects
        raise RefusedForGood(f"Teams answered {reply.status} {_said(reply)}".rstrip())
    raise TryAgain(f"Teams answered {reply.status}", retry_after.wait(reply))


def _body(message: Message) -> Iterator[Json]:
    """The card block by block; what is not known leaves no gap."""
    mark = tone.TAKEN_BACK if message.taken_back else tone.MARKS[message.change]
    yield _rich(_run(f"{mark} {message.headline}", weight="Bolder", size="Large"))
    if who := list(_who(message.person)):
        yield _rich(*who, spacing="Small")
    if reach := "  ·  ".join(part for part in (message.person.email, message.person.phone) if part):
        yield _rich(_run(reach, isSubtle=True), spacing="None")
    if message.facts:
        facts: list[Json] = [{"title": _plain(fact.name), "value": _plain(fact.value)} for fact in message.facts]
        yield {"type": "FactSet", "facts": facts, "separator": True}
    if message.reasons.told:
        yield _title(tone.why(message))
        for reason in message.reasons.told:
            yield _rich(_run(f"{tone.points(reason)}  ", weight="Bolder"), _run(reason.what), spacing="Small")
    if message.since:
        yield _title(f"Since the last message, {message.since.when}")
        yield from _listed(message.since.changes)
    if message.lately:
        yield _title(tone.lately(message))
        yield from _listed(message.lately)
    if message.next:
        yield _rich(_run("👉 Next step:  ", weight="Bolder"), _run(message.next), separator=True)
    if message.owner:
        yield _rich(_run("Owner:  ", weight="Bolder"), _run(message.owner.address), spacing="Small")
    yield _footer(message)


def _who(person: Person) -> Iterator[Json]:
    """Name, title and company."""
    work = " at ".join(part for part in (person.title, person.company) if part)
    if person.name:
        yield _run(person.name, weight="Bolder")
    if work:
        yield _run(f", {work}" if person.name else work)


def _actions(message: Message) -> Iterator[Json]:
    if message.record:
        yield {"type": "Action.OpenUrl", "title": "Open in the CRM", "url": message.record}


def _footer(message: Message) -> Json:
    # Teams shows the instant in each reader's own time zone, but only in a text block
    at = f"{iso(message.at)[:19]}Z"
    when = f"{{{{DATE({at}, SHORT)}}}}, {{{{TIME({at})}}}}"
    told = f"{_plain(message.cause)}  ·  {when}{f'  ·  {tone.PENDING}' if message.pending else ''}"
    return {"type": "TextBlock", "text": told, "wrap": True, "isSubtle": True, "size": "Small", "separator": True}


def _title(text: str) -> Json:
    return _rich(_run(text, weight="Bolder"), separator=True)


def _listed(lines: tuple[str, ...]) -> Iterator[Json]:
    for line in lines:
        yield _rich(_run(f"•  {line}"), spacing="Small")


def _rich(*runs: Json, **looks: Json) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **looks}


def _run(text: str, **looks: Json) -> Json:
    return {"type": "TextRun", "text": text, **looks}


def _plain(text: str) -> str:
    """The text so that Markdown makes nothing of it: the model's own words, among them what a class is called."""
    return text.translate(_LOOKALIKES)


def _said(reply: Reply) -> str:
    """The code that the answer names, such as WorkflowNotFound; of anything else nothing."""
    found = re.search(rb'"code"\s*:\s*"(\w{1,60})"', reply.body[:1000])
    return found[1].decode("ascii") if found else ""
