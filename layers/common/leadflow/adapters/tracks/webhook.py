"""A tool that hears of its tracks by a webhook of ours, which it may turn into whatever it needs."""

from typing import Final

from leadflow.adapters import posts
from leadflow.application.channel import OutboundRequest
from leadflow.application.tool import Ask, Wish
from leadflow.domain.activity import Kind
from leadflow.domain.instant import iso
from leadflow.domain.json import Json

VERSION: Final = 1


def tell(wish: Wish, ask: Ask) -> None:
    """Post it. Raises TryAgain, RefusedForGood, Closed."""
    ask(request(wish), posts.read)


def request(wish: Wish) -> OutboundRequest:
    """The post. Raises TryAgain where there is no key to sign it with."""
    kind = Kind.TRACK_ENROLLED if wish.enrol else Kind.TRACK_WITHDRAWN
    at = iso(wish.at)
    data: Json = {
        "version": VERSION,
        "id": wish.id,
        "model": wish.model,
        "track": wish.track.name,
        "lead": wish.lead,
        "email": wish.email,
        "automation": wish.automation,
        "at": at,
    }
    return posts.post(wish.secrets, wish.id, wish.now, {"type": kind.value, "timestamp": at, "data": data})
