"""Who never becomes a lead, as it is written."""

import re
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

from leadflow.model.sentences import Sentence, Text, first_word, tag

_EVERYBODY: Final = re.compile(r"[*@.:]*\*[*@.:]*")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+|[^@\s]*\*[^@\s]*")
_IP: Final = re.compile(r"[0-9a-f.:*]+", re.IGNORECASE)


def _email(pattern: str) -> str:
    if not _EMAIL.fullmatch(pattern):
        raise ValueError(f"an address is needed, in which * stands for anything: *@acme.example, not {pattern!r}")
    return _somebody(pattern)


def _ip(pattern: str) -> str:
    if not _IP.fullmatch(pattern):
        raise ValueError(f"an IP address is needed, in which * stands for anything: 203.0.113.*, not {pattern!r}")
    return _somebody(pattern)


def _somebody(pattern: str) -> str:
    if _EVERYBODY.fullmatch(pattern):
        raise ValueError(f"{pattern} is everybody: nobody would ever become a lead")
    return pattern


class IgnoreEmail(Sentence):
    """`{ email: "*@acme.example" }`."""

    email: Annotated[Text, AfterValidator(_email)]


class IgnoreIp(Sentence):
    """`{ ip: "203.0.113.*" }`."""

    ip: Annotated[Text, AfterValidator(_ip)]


IgnoreSentence: TypeAlias = Annotated[
    Annotated[IgnoreEmail, tag("email")] | Annotated[IgnoreIp, tag("ip")], first_word("email", "ip")
]
