"""Our own webhooks: the news as a program reads it."""

from collections.abc import Mapping
from typing import Final

from leadflow.adapters import posts
from leadflow.application.announcement import announced, explained
from leadflow.application.channel import Dispatch, OutboundRequest, Reply
from leadflow.domain.identity import digest
from leadflow.domain.instant import iso
from leadflow.domain.json import Json
from leadflow.domain.message import Person

TYPE: Final = "lead.transition"


def request(dispatch: Dispatch) -> OutboundRequest:
    """The news as the receiver's program reads it. Raises TryAgain where there is no key to sign it with."""
    return posts.post(dispatch.secrets, _stable(dispatch), dispatch.now, _document(dispatch))


def read(reply: Reply) -> None:
    """Returns for any 2xx. Raises Closed, RefusedForGood, TryAgain."""
    posts.read(reply)


def _stable(dispatch: Dispatch) -> str:
    """The same for each attempt, another for each action."""
    errand = dispatch.errand
    return digest(errand.news, errand.automation, str(errand.action))


def _document(dispatch: Dispatch) -> Mapping[str, Json]:
    news, message = dispatch.news, dispatch.message
    data = {
        **announced(news, dispatch.model),
        "automation": dispatch.errand.automation,
        "taken_back": message.taken_back,
        "why": explained(news.evidence.explanation),
        "person": _person(message.person, dispatch.include),
    }
    return {"type": TYPE, "timestamp": iso(news.transition.at), "data": data}


def _person(person: Person, include: frozenset[str]) -> Mapping[str, Json]:
    """What the model lets out of the person; without a word of it, nothing."""
    known = {
        "name": person.name,
        "title": person.title,
        "company": person.company,
        "email": person.email,
        "phone": person.phone,
    }
    return {name: value for name, value in known.items() if name in include and value}
