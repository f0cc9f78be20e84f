"""The model file as plain values, each with its line: YAML 1.2 without the parts that surprise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from leadflow.domain.json import Json, Scalar
from leadflow.model.mistakes import BadModel, Lines, Mistake, Place, dotted

_DEEPEST: Final = 50
_LONGEST_NUMBER: Final = 300

# The core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2): all else is text, `no` and `12:30` too.
_WORDS: Final[Mapping[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """A model file: its content, and the line (from 1) of each of its parts."""

    content: Mapping[str, Json]
    lines: Lines = field(default_factory=dict)


def parse(written: bytes | str) -> Document:
    """The one mapping that the YAML is; bytes are UTF-8. Raises BadModel."""
    text = written if isinstance(written, str) else _decoded(written)
    try:
        return _Reader(text).document()
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadModel([Mistake("", line, f"this is no YAML: {error.problem or error.context}")]) from error
    except ReaderError as error:
        line, character = text.count("\n", 0, error.position) + 1, f"U+{error.character:04X}"
        raise BadModel([Mistake("", line, f"this is no YAML: take out the character {character}")]) from error


def _decoded(written: bytes) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadModel([Mistake("", line, f"this is no UTF-8 text from byte {error.start} on")]) from error


class _Reader:
    """Builds the content from the parser's events, noting lines and mistakes on the way."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))
        self._lines: dict[Place, int] = {}
        self._mistakes: list[Mistake] = []

    def document(self) -> Document:
        content: Json = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
            elif not isinstance(event, StreamStartEvent) and documents == 1 and _starts_value(event):
                content = self._value(event, ())
            elif documents > 1:
                self._refuse((), event, "one document is needed, and here begins another")
                break
        if not self._mistakes and not isinstance(content, dict):
            self._mistakes.append(Mistake("", 1, "words with values are needed, such as `model: acme`"))
        if self._mistakes or not isinstance(content, dict):
            raise BadModel(self._mistakes)
        return Document(content, self._lines)

    def _value(self, event: Event, place: Place) -> Json:
        self._lines.setdefault(place, _line(event))
        self._refuse_surprises(event, place)
        if isinstance(event, ScalarEvent):
            return scalar(event.value) if event.implicit[0] else str(event.value)
        if len(place) > _DEEPEST:
            raise BadModel([Mistake(dotted(place), _line(event), "this is nested too deeply")])
        if isinstance(event, MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(place)
        return None

    def _mapping(self, place: Place) -> dict[str, Json]:
        found: dict[str, Json] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise BadModel([Mistake(dotted(place), _line(event), "a word is needed as key")])
            key = str(event.value)
            here = (*place, key)
            self._refuse_surprises(event, here)
            if key in found:
                self._refuse(here, event, f"it stands here twice, first on line {self._lines[here]}")
            self._lines[here] = _line(event)
            found[key] = self._value(next(self._events), here)
        return found

    def _sequence(self, place: Place) -> list[Json]:
        found: list[Json] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._value(event, (*place, len(found))))
        return found

    def _refuse_surprises(self, event: Event, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(place, event, f"write it out: *{event.anchor} (an alias) is not read here")
        elif isinstance(event, NodeEvent) and event.anchor:
            self._refuse(place, event, f"write it out: &{event.anchor} (an anchor) is not read here")
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag:
            self._refuse(place, event, f"leave out {event.tag}: tags are not read here")

    def _refuse(self, place: Place, event: Event, message: str) -> None:
        self._mistakes.append(Mistake(dotted(place), _line(event), message))


def scalar(text: str) -> Scalar | None:
    """What an unquoted text stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _starts_value(event: Event) -> bool:
    return isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
