"""Our own webhooks, signed as Standard Webhooks asks for. The secret is an address and a key, a space in between.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from leadflow.adapters import retry_after
from leadflow.adapters.signatures.standard import shared_key, signature
from leadflow.application.announcement import announced, explained
from leadflow.application.channel import Closed, Dispatch, OutboundRequest, RefusedForGood, Reply, TryAgain
from leadflow.domain.identity import digest
from leadflow.domain.instant import SECOND, iso
from leadflow.domain.json import Json
from leadflow.domain.message import Person

TYPE: Final = "lead.transition"

_GONE: Final = 410


def request(dispatch: Dispatch) -> OutboundRequest:
    """The news as the receiver's program reads it. Raises TryAgain where there is no key to sign it with."""
    name, stamp = f"msg_{_stable(dispatch)}", str(dispatch.now // SECOND)
    address, keys = _parted(dispatch.secrets)
    content = orjson.dumps(_document(dispatch))
    headers = {
        "content-type": "application/json",
        "user-agent": "Leadflow",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signature(name, stamp, content, key) for key in keys),
    }
    return OutboundRequest(address, content, headers, frozenset(), anywhere=True)


def read(reply: Reply) -> None:
    """Returns for any 2xx.

    Raises Closed for a 410, RefusedForGood for a redirect, and TryAgain for all else: a receiver whose check of the
    signature is broken today may have it mended tomorrow.
    """
    said = f"the webhook's receiver answered {reply.status}"
    match reply.status // 100:
        case 2:
            return
        case 3:
            raise RefusedForGood(said)
        case _ if reply.status == _GONE:
            raise Closed(said)
        case _:
            raise TryAgain(said, retry_after.wait(reply))


def _stable(dispatch: Dispatch) -> str:
    """The same for each attempt, another for each action: a receiver that has seen it need not look again."""
    errand = dispatch.errand
    return digest(errand.news, errand.automation, str(errand.action))


def _parted(secrets: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The current address, and the keys: while one is being changed, both sign."""
    lines = [each.split() for each in secrets]
    keys = [line[1] for line in lines if len(line) == 2 and shared_key(line[1])]  # noqa: PLR2004 address and key
    if not keys or len(lines[0]) != 2 or not shared_key(lines[0][1]):  # noqa: PLR2004 as above
        raise TryAgain("the secret holds no address with a key to sign with")
    return lines[0][0], keys


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
