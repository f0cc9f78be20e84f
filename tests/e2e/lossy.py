"""A network that loses requests and answers, between a client and a stack."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

import urllib3

KEPT: Final = ("authorization", "content-type", "content-encoding", "user-agent", "x-retry-count")
AT_ONCE: Final = struct.pack("ii", 1, 0)
"""As SO_LINGER: a connection that is closed is reset."""


class Fault(Enum):
    """What goes wrong with one request; all but the first after the stack has taken it."""

    BUSY = auto()  # 503, and the stack hears nothing
    BROKEN = auto()  # 500
    BAD_GATEWAY = auto()  # 502
    RESET = auto()  # the connection is reset
    SILENT = auto()  # the connection ends without an answer


STATUSES: Final = {Fault.BUSY: 503, Fault.BROKEN: 500, Fault.BAD_GATEWAY: 502}


class Lossy(ThreadingHTTPServer):
    """Passes on to `upstream`; what becomes of each request stands in `course`, None for one that goes well.

    When the course has ended, all goes well. `statuses` are the stack's own answers.
    """

    daemon_threads = True

    def __init__(self, upstream: str, course: list[Fault | None]) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.upstream, self.course = upstream, course
        self.statuses: list[int] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def pass_on(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = urllib3.request("POST", f"{self.upstream}{path}", body=body, headers=headers, retries=False)
        self.statuses.append(answer.status)
        return answer.status, answer.data


class Request(BaseHTTPRequestHandler):
    server: Lossy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        fault = self.server.course.pop(0) if self.server.course else None
        status, answer = 0, b"it is the network's fault"
        if fault is not Fault.BUSY:
            headers = {name: value for name in KEPT if (value := self.headers[name])}
            status, answer = self.server.pass_on(self.path, headers, body)
        if fault in (Fault.RESET, Fault.SILENT):
            self._hang_up(reset=fault is Fault.RESET)
        else:
            self._answer(STATUSES[fault] if fault else status, answer)

    def _hang_up(self, *, reset: bool) -> None:
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def _answer(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the server's
        """Says nothing."""


@contextmanager
def lossy(upstream: str, course: list[Fault | None]) -> Iterator[Lossy]:
    """The network, for as long as the context lasts."""
    with Lossy(upstream, course) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
