"""A lead's occurrences as bytes: a version, the ids, and the rest in compressed columns."""

import json
import zlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from math import gcd
from typing import Final

from leadflow.adapters.tables.columns import column, digits
from leadflow.domain.instant import Instant
from leadflow.domain.machine import FLAGGED
from leadflow.domain.occurrence import Occurrence
from leadflow.domain.signal import Seen

_VERSION: Final = b"\x02"
_FIRST: Final = b"\x01"
_ID_BYTES: Final = 16
_ID_LETTERS: Final = 22
_TO_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")

_Signals = tuple[tuple[str, str, float], ...]
_Set = tuple[_Signals, str, int | None]
"""What occurrences have in common: their signals, each with its key and measure, in the order of their names; why no
human did them; how long after it happened a click was received."""


class UnknownPacking(ValueError):
    """The bytes were written by a later version of this code."""


def pack(occurrences: Iterable[Occurrence]) -> bytes:
    """The occurrences as bytes, the same for every order of them.

    Version 2 is: the byte 2; four bytes with the length of what follows under zlib; that, a JSON list; two columns of
    numbers: which set of signals each occurrence has, and how long after the last it was; the ids that are 16 bytes
    in base64url. The list is: how many occurrences; the instant of the first; the unit of the gaps in microseconds;
    what each gap is below; the sets of what they have in common; all other ids by their places.
    """
    ordered = sorted(occurrences, key=lambda occurrence: (occurrence.at, occurrence.id))
    raws = [_raw(occurrence.id) for occurrence in ordered]
    sets: dict[_Set, int] = {}
    kinds = [sets.setdefault(_set(occurrence), len(sets)) for occurrence in ordered]
    first = ordered[0].at if ordered else 0
    gaps = [later.at - earlier.at for earlier, later in pairwise((*ordered[:1], *ordered))]
    unit = gcd(*gaps) or 1
    base = max(gaps, default=0) // unit + 1
    texts = {place: ordered[place].id for place, raw in enumerate(raws) if raw is None}
    head = [len(ordered), first, unit, base, [_short(each) for each in sets], texts]
    packed = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), 9)
    columns = column(kinds, len(sets)), column([gap // unit for gap in gaps], base)
    return b"".join((_VERSION, len(packed).to_bytes(4, "big"), packed, *columns, *filter(None, raws)))


def unpack(packed: bytes) -> dict[str, Occurrence]:
    """The occurrences by their id, written now or by the version before. Raises UnknownPacking."""
    version, at = packed[:1], 5 + int.from_bytes(packed[1:5], "big")
    if version not in (_FIRST, _VERSION):
        raise UnknownPacking(f"no such version: {version.hex()}")
    head = json.loads(zlib.decompress(packed[5:at]))
    # Version 1 had only signals in common, and before the last item the places of what no human did.
    flagged = head.pop(5) if version == _FIRST else ()
    count, first, unit, base, sets, texts = head
    kinds, at = digits(packed, at, count, len(sets))
    gaps, at = digits(packed, at, count, base)
    parts = ([each] if version == _FIRST else each for each in sets)
    shared = [({name: Seen(*seen) for name, *seen in signals}, *rest) for signals, *rest in parts]
    instants = (Instant(first + gap * unit) for gap in accumulate(gaps))
    rows = zip(_ids(count, texts, packed[at:]), instants, kinds, strict=True)
    found = [_occurrence(name, at, *shared[kind]) for name, at, kind in rows]
    for place in flagged:
        found[place] = replace(found[place], machine=FLAGGED)
    return {each.id: each for each in found}


def _occurrence(
    name: str, at: Instant, signals: Mapping[str, Seen], machine: str = "", late: int | None = None
) -> Occurrence:
    return Occurrence(name, at, signals, machine, None if late is None else Instant(at + late))


def _set(occurrence: Occurrence) -> _Set:
    signals = tuple(sorted((name, seen.key, seen.measure) for name, seen in occurrence.signals.items()))
    return signals, occurrence.machine, None if occurrence.heard is None else occurrence.heard - occurrence.at


def _short(shared: _Set) -> list[object]:
    """The signals, each with its name, key and measure, the usual ones left out; then the rest, where there is any."""
    signals, machine, late = shared
    short = [seen if seen[2] != 1 else seen[:2] if seen[1] else seen[:1] for seen in signals]
    return [short, machine, late] if late is not None else [short, machine] if machine else [short]


def _raw(name: str) -> bytes | None:
    """The 16 bytes that the 22 letters stand for, or None where the id is anything else."""
    if len(name) != _ID_LETTERS:
        return None
    try:
        raw = a2b_base64(name.encode("ascii").translate(_FROM_URL_SAFE) + b"==")
    except ValueError:  # of both: no ASCII, no base64
        return None
    return raw if len(raw) == _ID_BYTES and _letters(raw) == name else None


def _letters(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).rstrip(b"=").translate(_TO_URL_SAFE).decode("ascii")


def _ids(count: int, texts: Mapping[str, str], raws: bytes) -> Iterator[str]:
    start = 0
    for place in range(count):
        if (text := texts.get(str(place))) is not None:
            yield text
        else:
            yield _letters(raws[start : start + _ID_BYTES])
            start += _ID_BYTES
