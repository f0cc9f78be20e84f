"""Dead letters that tell of somebody: taken out, or without what they tell, and all others put back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from leadflow.adapters.morgue import SqsMorgue
from leadflow.application.redrive import DeadLetter
from leadflow.application.whom import Whom
from leadflow.domain import wire
from leadflow.domain.json import Json

_PARTS: Final = ("activities", "wakes")
"""The parts of a message of the queue `intake` that may be of several leads."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A letter's body: what in it tells of somebody, and the body without that, None where nothing is left."""

    told: Sequence[Json]
    rest: str | None


def cut(body: str, whom: Whom) -> Cut:
    """What the body tells of them; where it tells nothing, the rest is the very body."""
    try:
        document: Json = json.loads(body)
    except (ValueError, RecursionError):
        return Cut([body], None) if whom.tells(body) else Cut([], body)
    if not isinstance(document, Mapping) or not any(isinstance(document.get(part), list) for part in _PARTS):
        return Cut([document], None) if whom.among(document) else Cut([], body)
    return _parcel(document, body, whom)


def _parcel(document: Mapping[str, Json], body: str, whom: Whom) -> Cut:
    told: list[Json] = []
    rest = dict(document)
    for part in _PARTS:
        found = document.get(part)
        if isinstance(found, list):
            theirs = [each for each in found if _theirs(each, whom)]
            told += theirs
            rest[part] = [each for each in found if each not in theirs]
    if not told:
        return Cut([], body)
    return Cut(told, json.dumps(rest, separators=(",", ":")) if any(rest.get(part) for part in _PARTS) else None)


def _theirs(part: Json, whom: Whom) -> bool:
    try:
        return whom.own(wire.from_json(part).lead) or whom.among(part)
    except wire.Malformed:
        return whom.among(part)


@dataclass(frozen=True, slots=True)
class Letters:
    """The port `Store` on the dead-letter queues, by name, all walked through at once.

    For as long as that takes nobody else sees their letters.
    """

    morgues: Mapping[str, SqsMorgue]

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        with ThreadPoolExecutor(len(self.morgues)) as threads:
            queues = threads.map(lambda morgue: list(_Queue(morgue).show(whom)), self.morgues.values())
            for name, told in zip(self.morgues, queues, strict=True):
                yield from ({"queue": name, **each} for each in told)

    def clear(self, whom: Whom) -> int:
        """How many letters were taken out, or cut."""
        with ThreadPoolExecutor(len(self.morgues)) as threads:
            return sum(threads.map(lambda morgue: _Queue(morgue).clear(whom), self.morgues.values()))


@dataclass(frozen=True, slots=True)
class _Queue:
    """One of them."""

    morgue: SqsMorgue

    def show(self, whom: Whom) -> Iterator[Mapping[str, Json]]:
        for letter, found in self._walk(whom):
            for told in found.told:
                yield {"reason": letter.reason, "told": told}

    def clear(self, whom: Whom) -> int:
        dropped, parted = 0, list[tuple[DeadLetter, str]]()
        for letter, found in self._walk(whom, keep=False):
            if found.rest is None:
                dropped += self.morgue.drop([letter])
            else:
                parted.append((letter, found.rest))
        for letter, rest in parted:  # after the walk, which would have found them again
            self.morgue.bury(rest, letter.reason)
            self.morgue.drop([letter])
        return dropped + len(parted)

    def _walk(self, whom: Whom, *, keep: bool = True) -> Iterator[tuple[DeadLetter, Cut]]:
        """The letters that tell of them; the others are put back at the end, and with `keep` these too."""
        left: list[DeadLetter] = []
        try:
            for letters in self.morgue.letters():
                for letter in letters:
                    found = cut(letter.body, whom)
                    if keep or not found.told:
                        left.append(replace(letter, body=""))
                    if found.told:
                        yield letter, found
        finally:
            self.morgue.put_back(left)
