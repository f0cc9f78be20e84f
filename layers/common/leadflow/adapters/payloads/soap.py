"""SOAP 1.1 as strangers send it: the one element of its body, without what XML can do beyond elements and text.

https://www.w3.org/TR/2000/NOTE-SOAP-20000508/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from leadflow.application.webhook import Unreadable

NIL: Final = "http://www.w3.org/2001/XMLSchema-instance nil"
TYPE: Final = "http://www.w3.org/2001/XMLSchema-instance type"

_ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_LEVELS: Final = 20
"""No message that we know has more than six."""

_ELEMENTS: Final = 50_000
_BUFFER: Final = 1024 * 1024


@dataclass(slots=True)
class Element:
    """An element; names are a namespace, a space and the name, or the name alone where it has no namespace."""

    name: str
    attributes: Mapping[str, str]
    inner: list["Element"] = field(default_factory=list)
    text: str = ""

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(" ")[2]

    def all(self, name: str) -> Iterator["Element"]:
        """The elements of this name directly within."""
        return (each for each in self.inner if each.name == name)

    def stated(self, name: str) -> str:
        """The text of the first element of this name directly within; empty where there is none."""
        return next((each.text.strip() for each in self.all(name)), "")


def content(body: bytes) -> Element:
    """The one element in the body of the envelope. Raises Unreadable; a document type is refused, entities with it."""
    envelope = _Reader().read(body)
    if envelope.name != f"{_ENVELOPE} Envelope":
        raise Unreadable("the body is no SOAP envelope")
    within = [element for part in envelope.all(f"{_ENVELOPE} Body") for element in part.inner]
    if len(within) != 1:
        raise Unreadable("the SOAP body does not hold one element")
    return within[0]


class _Reader:
    def __init__(self) -> None:
        self._open = [Element("", {})]
        self._found = 0

    def read(self, body: bytes) -> Element:
        # the declaration may name another encoding: one is enough, and the others have been used to hide things
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text, parser.buffer_size = True, _BUFFER
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._character
        try:
            parser.Parse(body, True)  # noqa: FBT003 - the parser takes no names
        except expat.ExpatError as error:
            raise Unreadable("the body is not XML") from error
        return self._open[0].inner[0]

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._found += 1
        if len(self._open) > _LEVELS or self._found > _ELEMENTS:
            raise Unreadable("the XML is nested too deep, or has too many elements")
        element = Element(name, attributes)
        self._open[-1].inner.append(element)
        self._open.append(element)

    def _end(self, name: str) -> None:  # noqa: ARG002 - the parser has seen to it that it is the last one
        self._open.pop()

    def _character(self, text: str) -> None:
        self._open[-1].text += text


def _refuse(*declared: object) -> None:  # noqa: ARG001 - whatever it declares
    raise Unreadable("a document type is declared")
