"""The address that senders call: it journals what is accepted, and lets few requests at the functions at once."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from leadflow.domain.instant import Instant
from leadflow.domain.json import Json
from local.functions import FunctionFailed
from local.invocation import FAILED, Call, Reply, to_event, to_reply
from local.journal import Journal

LIMIT: Final = 6 * 1024 * 1024
"""Bytes that a function URL takes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

AT_ONCE: Final = 4
"""More requests wait: the emulator starts a process for each that is under way, and two cores do no more with eight."""

TRIES: Final = 5
"""So often the function is given what an earlier run accepted, if it fails at it."""

TOO_LARGE: Final = Reply(413, (("content-type", "application/json"),), b'{"Message":"Request Entity Too Large"}')

Invoke = Callable[[bytes], bytes]
"""Calls the function with a JSON event; its JSON answer. Raises FunctionFailed."""


class Gateway(ThreadingHTTPServer):
    """Serves on a port of this machine until closed."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, invoke: Invoke, journal: Journal, now: Callable[[], Instant]) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self._invoke, self._journal, self._now = invoke, journal, now
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self.address = f"http://127.0.0.1:{self.server_port}"

    def answer(self, call: Call) -> Reply:
        """The function's answer; a POST that it accepted is in the journal when this returns."""
        event = json.dumps(to_event(call, f"127.0.0.1:{self.server_port}", self._now())).encode()
        try:
            with self._slots:
                reply = to_reply(self._invoke(event))
        except FunctionFailed as failure:
            print(failure, flush=True)
            return FAILED
        if call.method == "POST" and reply.accepted:
            self._journal.write(event)
        return reply


def replay(journal: Journal, invoke: Invoke) -> Iterator[Mapping[str, Json]]:
    """Let the function have again what an earlier run accepted; the events that it no longer takes."""
    left = list(journal.left())
    with ThreadPoolExecutor(AT_ONCE) as pool:  # in any order: nothing that counts depends on it
        taken = pool.map(partial(_takes, invoke), left)
        yield from (json.loads(event) for event, once_more in zip(left, taken, strict=True) if not once_more)


def _takes(invoke: Invoke, event: bytes) -> bool:
    """Whether the function accepts the event; what fails by itself was accepted before, and has more tries."""
    for _ in range(TRIES):
        try:
            reply = to_reply(invoke(event))
        except FunctionFailed as failure:
            print(failure, flush=True)
        else:
            if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return reply.accepted
    return False


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Gateway

    def handle_any(self) -> None:
        """Answer one request."""
        body = self._body()
        self._send(TOO_LARGE if body is None else self.server.answer(self._call(body)))

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = handle_any  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is its base class's
        """Say nothing: paths may hold tokens."""

    def _call(self, body: bytes) -> Call:
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]},{value}" if key in headers else value
        return Call(self.command, self.path, headers, body, self.client_address[0])

    def _body(self) -> bytes | None:
        """The body; None where it is over the limit, and then the connection cannot go on."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(self._chunks())
        else:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(min(length, LIMIT + 1))
        if len(body) <= LIMIT:
            return body
        self.close_connection = True
        return None

    def _chunks(self) -> Iterator[bytes]:
        taken = 0
        while taken <= LIMIT and (size := int(self.rfile.readline().partition(b";")[0], 16)):
            taken += size
            yield self.rfile.read(size)
            self.rfile.readline()
        if taken <= LIMIT:
            self.rfile.readline()

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
