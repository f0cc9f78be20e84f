"""Services of AWS answered within this process, where functions would open a connection to one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from unittest import mock

from leadflow.adapters import connections


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it goes over the wire."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def service(self) -> str:
        """The service by the name that it is signed for."""
        return self.headers["authorization"].split("/")[3]

    @property
    def operation(self) -> str:
        return self.headers["x-amz-target"].rpartition(".")[2]


Answers = Callable[[Asked], tuple[int, bytes]]
"""The status of the answer, and its body. What it raises, a connection has raised."""


class _Socket:
    def settimeout(self, seconds: float) -> None:
        """There is nobody to wait for."""


@dataclass
class _Response:
    status: int
    body: bytes
    will_close: bool = True  # who answers may be another one at the next call

    def read(self) -> bytes:
        return self.body


class _Connection:
    """Stands where the standard library's connection does."""

    def __init__(self, answers: Answers, host: str, **more: object) -> None:
        self._answers = answers
        scheme = "https" if "context" in more else "http"
        self._url = f"{scheme}://{host}"
        self.sock = _Socket()

    def connect(self) -> None:
        """There is nothing to connect to."""

    def request(self, _: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        self._asked = Asked(self._url + path, headers, body)

    def getresponse(self) -> _Response:
        return _Response(*self._answers(self._asked))

    def close(self) -> None:
        """Nor to close."""


@contextmanager
def answering(answers: Answers) -> Iterator[None]:
    """Let this answer whatever functions ask of AWS, but for what they ask by boto3."""
    made = partial(_Connection, answers)
    with mock.patch.multiple(connections, HTTPConnection=made, HTTPSConnection=made):
        yield
