"""Slack by incoming webhook: one Block Kit message. The secret is the webhook's address.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
https://docs.slack.dev/messaging/formatting-message-text
https://docs.slack.dev/interactivity/handling-user-interaction
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Final
from urllib.parse import quote

import orjson

from leadflow.adapters import retry_after, tone
from leadflow.adapters.buttons import buttons
from leadflow.application.channel import Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.application.decide import Heard
from leadflow.domain.activity import Kind
from leadflow.domain.automation import Change
from leadflow.domain.decision import Decision
from leadflow.domain.instant import SECOND, Instant, moment
from leadflow.domain.json import Json
from leadflow.domain.message import Message, Owner, Person
from leadflow.domain.wording import LONG, clean, clip

HOSTS: Final = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})

HEADER_LIMIT: Final = 150
SECTION_LIMIT: Final = 3000
ID_LIMIT: Final = 255

SUMMARY: Final = 300
"""Characters of the notification: phones show fewer."""

# Slack's formatting has no escape character: what a stranger writes gets characters that only look alike.
_LOOKALIKES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"})  # noqa: RUF001 meant to look alike
_PLAIN_LOOKALIKES: Final = str.maketrans({"<": "‹", ">": "›"})  # noqa: RUF001 meant to look alike
_ITALIC: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # an underscore inside a word formats nothing
_MENTION: Final = re.compile(r"(?<![\w.])@(?=\w)")  # at the beginning of a word; inside one it is an address
_EMOJI: Final = re.compile(r":(?=[\w+'-]+:)")

_ADDRESS: Final = ":/?#[]@!$&'()*+,;=%-._~"
"""What an address may hold as it is: neither what ends a link in Slack's formatting, nor what names it."""

_CALLBACK: Final = re.compile(r"https://hooks\.slack(-gov)?\.com/|http://(127\.0\.0\.1|localhost):[0-9]+/")
"""Without encryption only this machine, where stand-ins are."""

_DECIDED: Final[Mapping[Kind, str]] = {
    Kind.SALES_ACCEPTED: "✅  *Accepted*",
    Kind.SALES_REJECTED: "🚫  *Rejected*",
    Kind.SALES_SNOOZED: "💤  *Snoozed*",
}

_KEPT: Final = "It is noted. The message itself is too old to be changed."

_UNHEARD: Final[Mapping[Heard, str]] = {
    Heard.UNKNOWN: "Nothing was noted: this lead is not known here, or not any more.",
    Heard.ERASED: "Nothing was noted: this lead has asked to be erased.",
}

_TOO_MANY: Final = 429
_OK: Final = 200


def request(dispatch: Dispatch) -> OutboundRequest:
    """The message as Slack takes it."""
    message = dispatch.message
    asks = dispatch.answerable and not message.taken_back and message.change is not Change.LEFT
    beneath = buttons(dispatch.errand.automation, dispatch.errand.news) if asks else ()
    return _post(dispatch.secrets[0], _body(summary(message), blocks(message, beneath)))


def read(reply: Reply) -> None:
    """Returns where the answer is 200 `ok`.

    Raises RefusedForGood where it is a redirect or a 4xx, TryAgain where it is a 429 or anything else.
    """
    said = _said(reply)
    if reply.status == _TOO_MANY:
        raise TryAgain("Slack takes no more for now", retry_after.wait(reply))
    if 300 <= reply.status < 500:  # noqa: PLR2004 redirects are not followed: Slack sends none
        raise RefusedForGood(f"Slack answered {reply.status} {said}".rstrip())
    if reply.status != _OK or said != "ok":
        raise TryAgain(f"Slack answered {reply.status}")


def answer(decision: Decision, heard: Heard, message: Message | None) -> OutboundRequest:
    """What says in Slack what was decided: the message with it in the place of the buttons.

    Where the message is not known any more, only whoever clicked is told. Raises RefusedForGood.
    """
    if not _CALLBACK.match(decision.callback):
        raise RefusedForGood("the click names no address of Slack to answer to")
    said = _decided(decision) if heard is Heard.NOTED else _UNHEARD[heard]
    if heard is Heard.ERASED:
        return _post(decision.callback, {"replace_original": True, "text": said})
    if message is None:
        only = f"{said}. {_KEPT}" if heard is Heard.NOTED else said
        return _post(decision.callback, {"replace_original": False, "response_type": "ephemeral", "text": only})
    body = _body(f"{said} · {summary(message)}", blocks(message, [_section(said)], renewed=True))
    return _post(decision.callback, {"replace_original": True, **body})


def answered(reply: Reply) -> None:
    """Returns where the answer is 200. Raises RefusedForGood where the address is used up or too old, TryAgain."""
    if reply.status != _OK:
        read(reply)
    if b'"ok":false' in reply.body.replace(b" ", b""):
        raise RefusedForGood("Slack does not change the message")


def summary(message: Message) -> str:
    """One line for the notification and the screen reader."""
    return escape(clip(tone.summary(message), SUMMARY))


def blocks(message: Message, beneath: Iterable[Json] = (), *, renewed: bool = False) -> Iterator[Json]:
    """The message block by block, those `beneath` above its foot; what is not known leaves no gap.

    A `renewed` message says no more of which news it is: Slack wants no id of a block twice.
    """
    header: Json = {"type": "plain_text", "text": _header(message), "emoji": True}
    yield {"type": "header", **({} if renewed else {"block_id": clip(message.id, ID_LIMIT)}), "text": header}
    if who := tuple(_who(message.person)):
        yield _section(*who)
    if message.owner:
        yield _section(f"*Owner:*  {_owner(message.owner)}")
    if message.facts:
        yield {
            "type": "section",
            "fields": [_markdown(f"*{escape(fact.name)}*\n{escape(fact.value)}") for fact in message.facts],
        }
    if message.reasons.told:
        told = [f"*{tone.points(reason)}*  {escape(reason.what)}" for reason in message.reasons.told]
        yield _section(f"*{escape(tone.why(message))}*", *told)
    if message.since:
        changes = (f"•  {escape(each)}" for each in message.since.changes)
        yield _section(f"*Since the last message, {escape(message.since.when)}*", *changes)
    if message.lately:
        yield _section(f"*{tone.lately(message)}*", *(f"•  {escape(what)}" for what in message.lately))
    if message.next:
        yield _section(f"👉  *Next step:*  {escape(message.next)}")
    yield from beneath
    yield {"type": "context", "elements": [_markdown(_footer(message))]}


def escape(text: str) -> str:
    """The text so that Slack shows it as it is: no mention, no link, no formatting, no emoji by name."""
    return _ITALIC.sub("ˍ", _unnamed(text)).translate(_LOOKALIKES)


def _unnamed(text: str) -> str:
    """The text without what names somebody or a picture."""
    return _EMOJI.sub("꞉", _MENTION.sub("＠", text))  # noqa: RUF001 meant to look alike


def _header(message: Message) -> str:
    mark = tone.TAKEN_BACK if message.taken_back else tone.MARKS[message.change]
    return clip(f"{mark} {_unnamed(message.headline).translate(_PLAIN_LOOKALIKES)}", HEADER_LIMIT)


def _who(person: Person) -> Iterator[str]:
    """Name, title and company on one line, how to reach them on the next."""
    name = f"*{escape(person.name)}*" if person.name else ""
    work = " at ".join(escape(part) for part in (person.title, person.company) if part)
    if name or work:
        yield ", ".join(filter(None, (name, work)))
    if person.email or person.phone:
        yield "  ·  ".join(filter(None, (_mail(person.email), escape(person.phone))))


def _owner(owner: Owner) -> str:
    """The owner, who is notified where their id is known."""
    return f"<@{owner.slack}>" if owner.slack else escape(owner.address)


def _mail(address: str) -> str:
    label = escape(clip(address, LONG)).replace("|", "¦")
    return f"<mailto:{quote(address, safe='@+')}|{label}>" if address else ""


def _footer(message: Message) -> str:
    record = f"  ·  <{quote(message.record, safe=_ADDRESS)}|Open in the CRM>" if message.record else ""
    record = f"  ·  {tone.PENDING}" if message.pending else record
    return f"{escape(message.cause)}  ·  {_when(message.at)}{record}"


def _when(at: Instant) -> str:
    """The instant, which Slack shows in each reader's own time zone."""
    otherwise = moment(at).strftime("%-d %b, %H:%M UTC")
    return f"<!date^{at // SECOND}^{{date_short_pretty}} at {{time}}|{otherwise}>"


def _decided(decision: Decision) -> str:
    """What was decided, and by whom."""
    reason = f": {escape(clean(decision.reason))}" if decision.reason else ""
    until = f" until {_when(decision.until)}" if decision.until else ""
    return f"{_DECIDED[decision.kind]} by <@{decision.by}>{reason}{until}"


def _body(text: str, shown: Iterable[Json]) -> dict[str, Json]:
    return {"text": text, "blocks": list(shown), "unfurl_links": False, "unfurl_media": False}


def _post(address: str, body: Mapping[str, Json]) -> OutboundRequest:
    return OutboundRequest(address, orjson.dumps(body), {"content-type": "application/json"}, HOSTS)


def _section(*lines: str) -> Json:
    """A section of as many of the lines as fit; a line is never cut, since half an entity or link is none."""
    lengths = accumulate(len(line) + 1 for line in lines)
    fitting = [line for line, length in zip(lines, lengths, strict=True) if length <= SECTION_LIMIT]
    return {"type": "section", "text": _markdown("\n".join(fitting))}


def _markdown(text: str) -> Json:
    # verbatim: Slack makes no links, mentions and channels of what merely looks like one
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _said(reply: Reply) -> str:
    """Slack's answer, a word such as `no_service`; of anything else only what is printable."""
    text = reply.body[:80].decode("ascii", "replace").strip()
    return text if re.fullmatch(r"[\w .:-]*", text, re.ASCII) else ""
