"""The server of every stand-in: it fails and slows down when a test asks it to, and keeps a log of what was asked."""

import math
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final, Protocol, Self

from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, find
from local.crm.limit import Limit

TOO_MANY: Final = 429


class Provider(Protocol):
    """A CRM as a stand-in plays it; one request is answered at a time."""

    @property
    def routes(self) -> Sequence[Route]:
        """What it answers; the first route that fits is taken."""
        ...

    def admit(self, asked: Asked) -> None:
        """Raises Refusal where the request does not say who asks."""
        ...

    def failed(self, asked: Asked, failure: Failure) -> Answered:
        """The failure as this CRM words it; a status of 429 is that of its limits."""
        ...

    def missing(self, asked: Asked) -> Answered:
        """The answer to what no route fits."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was made, and the status it got; None where it got no answer."""

    asked: Asked
    status: int | None


class Standin(ThreadingHTTPServer):
    """Serves a CRM on a port of this machine, from `with` on to its end; port 0 takes a free one.

    `limit` is its pace, and can be changed at any time. With `encrypted` it speaks TLS.
    """

    daemon_threads = True

    def __init__(
        self,
        provider: Provider,
        port: int = 0,
        limit: Limit | None = None,
        encrypted: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        if encrypted is not None:
            self.socket = encrypted.wrap_socket(self.socket, server_side=True)
        self.limit = limit
        self.calls: list[Call] = []
        self.place = f"127.0.0.1:{self.server_port}"
        self.url = f"{'https' if encrypted else 'http'}://{self.place}"
        self._provider = provider
        self._failures: deque[Failure | None] = deque()
        self._answering = threading.Lock()
        self._open: set[socket.socket] = set()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()
        self._thread.join()
        for each in [*self._open]:
            _end(each)
        self.server_close()

    def fail(self, failure: Failure, times: int = 1, after: int = 0) -> None:
        """Fail so many requests, once so many more have been answered."""
        self._failures.extend([None] * after)
        self._failures.extend([failure] * times)

    def recover(self) -> None:
        """Fail no more."""
        self._failures.clear()

    @property
    def failures(self) -> int:
        """How many of the next requests will fail."""
        return sum(1 for each in [*self._failures] if each)

    def answer(self, asked: Asked) -> Answered | None:
        """What is answered to a request, None where nothing is."""
        failure = self._next_failure()
        if failure:
            time.sleep(failure.delay)
        with self._answering:
            answered = self._answer(asked) if failure is None or failure.done else None
            if failure:
                answered = None if failure.silent else self._failed(asked, failure)
            self.calls.append(Call(asked, answered.status if answered else None))
        return answered

    def opened(self, connection: socket.socket) -> None:
        """A connection is open."""
        self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """A connection has ended."""
        self._open.discard(connection)

    def _answer(self, asked: Asked) -> Answered:
        if self.limit and (wait := self.limit.take()) is not None:
            return self._provider.failed(asked, Failure(TOO_MANY, retry_after=math.ceil(wait)))
        try:
            self._provider.admit(asked)
            if (found := find(self._provider.routes, asked)) is None:
                return self._provider.missing(asked)
            known, respond = found
            return respond(known)
        except Refusal as refusal:
            return refusal.answered

    def _failed(self, asked: Asked, failure: Failure) -> Answered:
        answered = self._provider.failed(asked, failure)
        return answered if failure.raw is None else replace(answered, body=failure.raw)

    def _next_failure(self) -> Failure | None:
        try:
            return self._failures.popleft()
        except IndexError:
            return None


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Standin

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # whoever asked has given up waiting
            super().handle()

    def do_GET(self) -> None:
        """Let the CRM answer."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        answered = self.server.answer(Asked(self.command, path, query, headers, body, place=self.server.place))
        if answered is None:
            self.close_connection = True
        else:
            self._write(answered)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the names are its base class's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is its base class's
        """Say nothing."""

    def _write(self, answered: Answered) -> None:
        try:
            self.send_response_only(answered.status)
            for name, value in {**answered.headers, "content-length": str(len(answered.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answered.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has given up waiting


def _end(connection: socket.socket) -> None:
    """End a connection that its other end has kept."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has just ended by itself
