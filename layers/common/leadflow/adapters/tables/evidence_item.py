"""What is known of a lead's messages as bytes, and back."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leadflow.domain.evidence import Click, Message
from leadflow.domain.instant import Instant
from leadflow.domain.occurrence import Occurrence


def written_messages(messages: Mapping[str, Message], occurrences: Iterable[Occurrence]) -> bytes:
    """The messages under zlib: a JSON list of the links, and by message the delivery and its clicks.

    A click that is among the occurrences is its place in their order, any other its id; a link is its place in the
    list. Instants are counted from the first of the message.
    """
    places = {each.id: place for place, each in enumerate(_ordered(occurrences))}
    links = {url: place for place, url in enumerate(_links(messages.values()))}
    written = {key: [*_written(message, places, links)] for key, message in sorted(messages.items())}
    return zlib.compress(json.dumps([list(links), written], separators=(",", ":")).encode(), 9)


def read_messages(packed: bytes, occurrences: Iterable[Occurrence]) -> dict[str, Message]:
    """The messages that `written_messages` wrote beside these occurrences."""
    links, written = json.loads(zlib.decompress(packed))
    ids = [each.id for each in _ordered(occurrences)]
    return {key: _message(ids, links, *each) for key, each in written.items()}


def _ordered(occurrences: Iterable[Occurrence]) -> Sequence[Occurrence]:
    return sorted(occurrences, key=lambda each: (each.at, each.id))


def _links(messages: Iterable[Message]) -> Sequence[str]:
    return sorted({click.url for message in messages for click in message.clicks.values()})


def _written(message: Message, places: Mapping[str, int], links: Mapping[str, int]) -> Iterator[str | int | None]:
    yield message.first
    yield None if message.delivered is None else message.delivered - message.first
    for name, click in sorted(message.clicks.items()):
        yield from (places.get(name, name), click.at - message.first, links[click.url])


def _message(
    ids: Sequence[str], links: Sequence[str], first: int, delivered: int | None, *clicks: str | int
) -> Message:
    triples = zip(clicks[::3], clicks[1::3], clicks[2::3], strict=True)
    return Message(
        None if delivered is None else Instant(first + delivered),
        {
            name if isinstance(name, str) else ids[name]: Click(Instant(first + int(after)), links[int(place)])
            for name, after, place in triples
        },
    )
