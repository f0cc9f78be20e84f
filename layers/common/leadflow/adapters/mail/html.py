"""A message as a page of HTML for mail programs: one column, no pictures, nothing loaded from anywhere.

https://www.caniemail.com
"""

from collections.abc import Iterator
from html import escape
from string import Template
from typing import Final
from urllib.parse import quote

from leadflow.adapters import tone
from leadflow.adapters.mail.page import ACCENTS, PAGE
from leadflow.adapters.mail.text import sent
from leadflow.adapters.mail.unlinked import unlinked
from leadflow.domain.message import Fact, Message, Person
from leadflow.domain.wording import clip

PREVIEW: Final = 140
"""Characters that a list of mails shows beside the subject."""

_PARTS: Final = Template(PAGE)


def page(message: Message) -> str:
    """The whole page; what is not known leaves no gap."""
    return _PARTS.substitute(
        accent=ACCENTS[message.change],
        preview=_shown(clip(tone.summary(message), PREVIEW)),
        kind=escape(_kind(message)),
        title=escape(message.headline),
        headline=_shown(message.headline),
        content="".join(_content(message)),
        footer=f"{escape(message.cause)} &middot; {escape(sent(message))}",
    )


def _kind(message: Message) -> str:
    return "Taken back" if message.taken_back else "Leadflow"


def _content(message: Message) -> Iterator[str]:
    if who := "<br>".join(_who(message.person)):
        yield f'<p class="who">{who}</p>'
    if message.next:
        yield f'<div class="next"><span class="quiet">Next step</span><br><b>{_shown(message.next)}</b></div>'
    if message.owner:
        address = message.owner.address
        yield f'<p><span class="quiet">Owner</span> {_link("mailto", quote(address, safe="@+"), address)}</p>'
    if message.record:
        yield f'<p><a class="button" href="{escape(message.record)}">Open in the CRM</a></p>'
    if message.pending:
        yield f'<p><span class="quiet">{tone.PENDING}</span></p>'
    if message.reasons.told:
        rows = "".join(_row(tone.points(each), each.what) for each in message.reasons.told)
        yield f'<h2>{escape(tone.why(message))}</h2><table class="why" role="presentation">{rows}</table>'
    if message.facts:
        yield f'<table class="facts" role="presentation">{"".join(map(_fact, message.facts))}</table>'
    if message.since:
        yield _listed(f"Since the last message, {message.since.when}", message.since.changes)
    if message.lately:
        yield _listed(tone.lately(message), message.lately)


def _who(person: Person) -> Iterator[str]:
    work = " at ".join(_shown(part) for part in (person.title, person.company) if part)
    name = f"<b>{_shown(person.name)}</b>" if person.name else ""
    if told := ", ".join(filter(None, (name, work))):
        yield told
    mail = _link("mailto", quote(person.email, safe="@+"), person.email) if person.email else ""
    number = "".join(letter for letter in person.phone if letter in "+0123456789")
    call = _link("tel", quote(number, safe="+"), person.phone) if number else _shown(person.phone)
    if reach := " &middot; ".join(filter(None, (mail, call))):
        yield reach


def _shown(text: str) -> str:
    return escape(unlinked(text))


def _link(scheme: str, address: str, shown: str) -> str:
    return f'<a href="{scheme}:{address}">{escape(shown)}</a>'


def _row(points: str, what: str) -> str:
    return f'<tr><td class="points">{points}</td><td>{escape(what)}</td></tr>'


def _fact(fact: Fact) -> str:
    return f'<tr><td class="quiet">{escape(fact.name)}</td><td>{escape(fact.value)}</td></tr>'


def _listed(title: str, lines: tuple[str, ...]) -> str:
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{_shown(line)}</li>' for line in lines)}</ul>"
