"""What is known of a lead's messages as bytes, and back."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from leadflow.adapters.tables import columns
from leadflow.adapters.tables.columns import Series
from leadflow.domain.evidence import Click, Message
from leadflow.domain.instant import Instant
from leadflow.domain.occurrence import Occurrence

_VERSION: Final = b"\x02"
_LENGTH: Final = 4
_KEY_BYTES: Final = 9


def written_messages(messages: Mapping[str, Message], occurrences: Iterable[Occurrence]) -> bytes:
    """The messages as bytes.

    They are: the byte 2; four bytes with the length of what follows under zlib; that, a JSON list; six columns of
    numbers; the keys of messages that are 9 bytes in base64url. The list is: how many messages; the links; all other
    keys by their places; ids of clicks that are not among the occurrences; how each column is to be read. The columns
    are, by message: when it was first known, how long after that it was delivered, and one, or nothing, and how many
    clicks it has; by click: its place among the occurrences, and after them among the other ids, how long after the
    first of its message it came, and the place of its link.
    """
    keys = sorted(messages)
    raws = [_raw(key) for key in keys]
    texts = {place: key for place, key in enumerate(keys) if raws[place] is None}
    links, others, made = _columns([messages[key] for key in keys], [each.id for each in _ordered(occurrences)])
    head = [len(keys), links, texts, others, [series for series, _ in made]]
    short = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), 9)
    packed = [column for _, column in made]
    return b"".join((_VERSION, len(short).to_bytes(_LENGTH, "big"), short, *packed, *filter(None, raws)))


def _columns(
    messages: Sequence[Message], ids: Sequence[str]
) -> tuple[Sequence[str], Sequence[str], Sequence[tuple[Series, bytes]]]:
    """The links, the ids of clicks that are not among these, and the six columns."""
    firsts = [message.first for message in messages]
    clicks = [
        (first, *each)
        for first, message in zip(firsts, messages, strict=True)
        for each in sorted(message.clicks.items())
    ]
    known, links = set(ids), sorted({click.url for _, _, click in clicks})
    others = list(dict.fromkeys(name for _, name, _ in clicks if name not in known))
    places = {name: place for place, name in enumerate([*ids, *others])}
    numbers = (
        firsts,
        [_delivered(message, first) for message, first in zip(messages, firsts, strict=True)],
        [len(message.clicks) for message in messages],
        [places[name] for _, name, _ in clicks],
        [click.at - first for first, _, click in clicks],
        [links.index(click.url) for _, _, click in clicks],
    )
    return links, others, [columns.written(each) for each in numbers]


def read_messages(packed: bytes, occurrences: Iterable[Occurrence]) -> dict[str, Message]:
    """The messages that `written_messages`, now or before, wrote beside these occurrences."""
    ids = [each.id for each in _ordered(occurrences)]
    if not packed.startswith(_VERSION):
        return _first_version(packed, ids)
    start = len(_VERSION) + _LENGTH
    end = start + int.from_bytes(packed[len(_VERSION) : start], "big")
    count, links, texts, others, series = json.loads(zlib.decompress(packed[start:end]))
    by_message, by_click = series[:3], series[3:]
    (firsts, delivered, counts), end = _read(packed, end, count, by_message)
    (places, afters, places_of_links), end = _read(packed, end, sum(counts), by_click)
    names = ids + others
    clicks = zip(places, afters, places_of_links, strict=True)
    found = {}
    for key, first, after, many in zip(_keys(count, texts, packed[end:]), firsts, delivered, counts, strict=True):
        those = [next(clicks) for _ in range(many)]
        found[key] = Message(
            Instant(first + after - 1) if after else None,
            {names[place]: Click(Instant(first + later), links[link]) for place, later, link in those},
        )
    return found


def _read(packed: bytes, start: int, count: int, series: Sequence[Sequence[int]]) -> tuple[list[list[int]], int]:
    """The columns that begin there, one after the other, and where the last one ends."""
    found = []
    for each in series:
        numbers, start = columns.read(packed, start, count, Series(*each))
        found.append(numbers)
    return found, start


def _delivered(message: Message, first: Instant) -> int:
    return 0 if message.delivered is None else message.delivered - first + 1


def _ordered(occurrences: Iterable[Occurrence]) -> Sequence[Occurrence]:
    return sorted(occurrences, key=lambda each: (each.at, each.id))


def _raw(key: str) -> bytes | None:
    """The bytes that the key's letters stand for, or None where it is anything else."""
    try:
        raw = urlsafe_b64decode(key)
    except ValueError:  # of both: no ASCII, no base64
        return None
    return raw if len(raw) == _KEY_BYTES and urlsafe_b64encode(raw).decode() == key else None


def _keys(count: int, texts: Mapping[str, str], raws: bytes) -> Iterator[str]:
    start = 0
    for place in range(count):
        if (text := texts.get(str(place))) is not None:
            yield text
        else:
            yield urlsafe_b64encode(raws[start : start + _KEY_BYTES]).decode()
            start += _KEY_BYTES


def _first_version(packed: bytes, ids: Sequence[str]) -> dict[str, Message]:
    """What was written as JSON under zlib only: the links, and by message the delivery and its clicks."""
    links, written = json.loads(zlib.decompress(packed))
    return {key: _message(ids, links, *each) for key, each in written.items()}


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
