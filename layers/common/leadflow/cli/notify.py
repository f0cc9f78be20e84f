"""`leadflow notify --dry-run`: each message of an automation as it would be sent of a lead now; nothing is sent."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.channels import channel
from leadflow.adapters.mail.text import body
from leadflow.application.channel import Dispatch, RefusedForGood, TryAgain
from leadflow.application.job import Job
from leadflow.application.preview import Preview
from leadflow.application.recipient import recipient
from leadflow.cli.crm_foreseen import Foreseen, foreseen
from leadflow.cli.explanation import email
from leadflow.cli.failure import Failure
from leadflow.cli.naming import follow
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.automation import Automation, Notify
from leadflow.domain.errand import Errand
from leadflow.domain.facts import Facts
from leadflow.domain.json import Json
from leadflow.domain.lead_model import Channel as Way
from leadflow.domain.message import Message
from leadflow.model.mistakes import instead

RECENT: Final = 50
"""So many activities are looked through for what the lead did lately, as for a message that is sent."""

_MADE_UP: Final = ("https://destination.example/made-up whsec_bGVhZGZsb3ctbWFkZS11cC1zZWNyZXQ=",)
"""Stands for secrets, which a preview has no need of."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: by which channel, to whom, or why to nobody; `request` is what the channel would send."""

    way: Way
    to: str
    unsent: str
    message: Message
    request: Json


def add_arguments(parser: ArgumentParser) -> None:
    """Of whom, and by which automation."""
    parser.add_argument("email", metavar="EMAIL", help="the lead's email address")
    parser.add_argument("--automation", required=True, metavar="NAME", help="the automation of the model")
    parser.add_argument("--dry-run", action="store_true", required=True, help="needed: this command sends nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object a message, with the request's body")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Show them. Raises Failure."""
    lead = email(arguments.email)
    with reached(arguments.stack, arguments.model) as stack:
        automation = _automation(stack, arguments.automation)
        follow(stack.archive, lead)
        told = list(_shown(stack, lead, automation))
    if not told:
        raise Failure(f"{automation.name} sends no message, and writes nothing into a CRM")
    print(*(map(_document, told) if arguments.json else _page(told)), sep="\n")
    return 0


def _automation(stack: Reached, name: str) -> Automation:
    found = stack.model.automations.get(name)
    if found is None:
        raise Failure(f"the model has no automation {name}; {instead(name, list(stack.model.automations))}", code=2)
    return found


def _shown(stack: Reached, lead: str, automation: Automation) -> Iterator[Shown | Foreseen]:
    state = stack.archive.state(lead)
    facts = stack.archive.facts(state, stack.now)
    preview = Preview(stack.model, stack.stack.operated().outbox, stack.stack.leads, stack.stack.timeline, RECENT)
    message, news = preview.foreseen(state, facts, automation)
    for place, action in enumerate(automation.do):
        errand = Errand(state.id, news.id, automation.name, place)
        if isinstance(action, Notify):
            yield _one(stack, facts, action, Dispatch(message, news, errand, stack.model.name, facts.now, _MADE_UP))
        elif in_crm := foreseen(Job(errand, action, automation, news, state, facts)):
            yield in_crm


def _one(stack: Reached, facts: Facts, action: Notify, dispatch: Dispatch) -> Shown:
    way, to, unsent = stack.model.channels[action.channel], "", ""
    try:
        to = recipient(action.to, dispatch.errand, facts)
    except RefusedForGood as error:
        unsent = error.reason
    return Shown(way, to, unsent, dispatch.message, _request(way, to, dispatch, answerable=stack.model.hears(way)))


def _request(way: Way, to: str, dispatch: Dispatch, *, answerable: bool) -> Json:
    made = Dispatch(
        dispatch.message,
        dispatch.news,
        dispatch.errand,
        dispatch.model,
        dispatch.now,
        dispatch.secrets,
        to,
        frozenset(way.include),
        answerable=answerable,
    )
    try:
        found: Json = json.loads(channel(way.kind).request(made).body)
    except (RefusedForGood, TryAgain, ValueError):  # only a real secret would do
        return None
    return found


def _document(each: Shown | Foreseen) -> str:
    if isinstance(each, Foreseen):
        return json.dumps(each.document, ensure_ascii=False)
    document = {
        "channel": each.way.name,
        "kind": each.way.kind,
        "to": each.to or None,
        "unsent": each.unsent or None,
        "headline": each.message.headline,
        "next": each.message.next or None,
        "request": each.request,
    }
    return json.dumps(document, ensure_ascii=False)


def _page(told: list[Shown | Foreseen]) -> Iterator[str]:
    for each in told:
        if isinstance(each, Foreseen):
            yield from each.page()
            continue
        to = f", to {each.to}" if each.to else ""
        yield f"{each.way.name} ({each.way.kind}{to})"
        if each.unsent:
            yield f"  would not be sent: {each.unsent}"
        yield ""
        yield from (f"  │ {line}".rstrip() for line in body(each.message).rstrip().splitlines())
        yield ""
    yield "Nothing was sent. Cool-downs, hours and limits are not looked at here."
