"""A request as a stand-in hears it, the answer to it, and which of its functions answers which request."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl, unquote

from leadflow.domain.json import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; header names are lower-case, `path` is as it came, `parts` are the decoded parts that the route names.

    `place` is the host and port of the stand-in.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: Mapping[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def parameters(self) -> Mapping[str, str]:
        """The query's parameters; of those that are repeated, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def repeated(self, name: str) -> Sequence[str]:
        """All that the query says of a parameter."""
        return [value for key, value in parse_qsl(self.query, keep_blank_values=True) if key == name]

    def json(self) -> Json:
        """The body. Raises ValueError where it is no JSON."""
        content: Json = json.loads(self.body)
        return content

    @property
    def bearer(self) -> str | None:
        """The token of the `authorization` header."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" and token else None

    @property
    def basic(self) -> tuple[str, str] | None:
        """The user and the password of the `authorization` header."""
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        try:
            user, colon, password = b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            return None
        return (user, password) if scheme.lower() == "basic" and colon else None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The request is refused, with this answer."""

    def __init__(self, answered: Answered) -> None:
        super().__init__(f"refused with {answered.status}")
        self.answered = answered


@dataclass(frozen=True, slots=True)
class Failure:
    """How a request fails: with a status, `retry_after` seconds where it says so, and the provider's own `reason`.

    First it waits `delay` seconds. `done` says that what was asked for is done all the same, and only the answer lost;
    `silent` that the connection ends without an answer. `raw` is answered in the place of the provider's own words.
    """

    status: int = 500
    retry_after: int | None = None
    reason: str | None = None
    delay: float = 0.0
    done: bool = False
    silent: bool = False
    raw: bytes | None = None


Respond = Callable[[Asked], Answered]


@dataclass(frozen=True, slots=True)
class Route:
    """The requests of one method whose path fits, and what answers them."""

    method: str
    path: re.Pattern[str]
    respond: Respond


def route(method: str, path: str, respond: Respond) -> Route:
    """The route of a path such as `/crm/v3/objects/{object}/{id}`; a name in braces is a part without a slash."""
    return Route(method, re.compile(_NAME.sub(r"(?P<\1>[^/]+?)", re.escape(path))), respond)


def find(routes: Sequence[Route], asked: Asked) -> tuple[Asked, Respond] | None:
    """The request with its parts, and what answers it: the first route that fits; None where none does."""
    for each in routes:
        if each.method == asked.method and (fits := each.path.fullmatch(asked.path)):
            parts = {name: unquote(part) for name, part in fits.groupdict().items()}
            return replace(asked, parts=parts), each.respond
    return None


def said(status: int, content: Json, headers: Mapping[str, str] | None = None) -> Answered:
    """An answer in JSON."""
    return Answered(
        status, json.dumps(content).encode(), {"content-type": "application/json;charset=utf-8", **(headers or {})}
    )


_NAME: Final = re.compile(r"\\{(\w+)\\}")
