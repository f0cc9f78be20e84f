"""Who never becomes a lead, as it is written."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field

from leadflow.domain.ignore import Ignored
from leadflow.domain.json import Scalar
from leadflow.model.levels import Bounded
from leadflow.model.sentences import OneOrMore, Sentence, Text, first_word, tag
from leadflow.model.signals import Wanted, ways

_EVERYBODY: Final = re.compile(r"[*@.:]*\*[*@.:]*")
_EVERYTHING: Final = re.compile(r"\*+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+|[^@\s]*\*[^@\s]*")
_IP: Final = re.compile(r"[0-9a-f.:*]+", re.IGNORECASE)


def _email(pattern: str) -> str:
    if not _EMAIL.fullmatch(pattern):
        raise ValueError(f"an address is needed, in which * stands for anything: *@acme.example, not {pattern!r}")
    name, at, domain = _somebody(pattern).rpartition("@")
    return name + at + (".".join(map(_label, domain.split("."))) if at else domain)


def _label(written: str) -> str:
    """A part of a domain as addresses have it: IDNA-encoded."""
    if written.isascii():
        return written
    try:
        if "*" not in written:
            return written.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    raise ValueError(f"{written!r} is no part of a domain: beside * there can be English letters only")


def _ip(pattern: str) -> str:
    if not _IP.fullmatch(pattern):
        raise ValueError(f"an IP address is needed, in which * stands for anything: 203.0.113.*, not {pattern!r}")
    return _somebody(pattern)


def _somebody(pattern: str) -> str:
    if _EVERYBODY.fullmatch(pattern):
        raise ValueError(f"{pattern} is everybody: nobody would ever become a lead")
    return pattern


def _some(where: Mapping[str, tuple[Bounded | Scalar, ...]]) -> Mapping[str, tuple[Bounded | Scalar, ...]]:
    if all(any(isinstance(each, str) and _EVERYTHING.fullmatch(each) for each in wanted) for wanted in where.values()):
        raise ValueError(f"* is everything: whoever has {' and '.join(where)} would never become a lead")
    return where


class IgnoreEmail(Sentence):
    """`{ email: "*@acme.example" }`."""

    email: Annotated[Text, AfterValidator(_email)]


class IgnoreIp(Sentence):
    """`{ ip: "203.0.113.*" }`."""

    ip: Annotated[Text, AfterValidator(_ip)]


class IgnoreWhere(Sentence):
    """`{ where: { test: true } }`."""

    where: Annotated[Mapping[Text, OneOrMore[Wanted]], Field(min_length=1), AfterValidator(_some)]


IgnoreSentence: TypeAlias = Annotated[
    Annotated[IgnoreEmail, tag("email")] | Annotated[IgnoreIp, tag("ip")] | Annotated[IgnoreWhere, tag("where")],
    first_word("email", "ip", "where"),
]


def ignored(sentences: Iterable[IgnoreEmail | IgnoreIp | IgnoreWhere]) -> Ignored:
    """All of them, as activities are held against them."""
    told = tuple(sentences)
    return Ignored(
        tuple(each.email for each in told if isinstance(each, IgnoreEmail)),
        tuple(each.ip for each in told if isinstance(each, IgnoreIp)),
        tuple(where for each in told if isinstance(each, IgnoreWhere) for where in ways(each.where)),
    )
