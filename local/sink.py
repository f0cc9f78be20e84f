"""The stand-in for Slack: it refuses what Slack refuses, keeps what it takes, and fails when a test asks it to."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json
from local.blocks import refusal
from local.functions import FunctionFailed


@dataclass(frozen=True, slots=True)
class Failure:
    """How one request fails: a status, with `retry_after` seconds where it says so; first it waits `delay` seconds."""

    status: int = 500
    retry_after: int | None = None
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was taken: `path` is the address that it was posted to."""

    path: str
    at: str
    content: Json


class Sink(ThreadingHTTPServer):
    """Takes `POST /slack/NAME` on a port of this machine, and shows at `GET /messages` what it took, a JSON line each.

    `set_clock` is called with the seconds that somebody has put to `/clock`.
    """

    daemon_threads = True

    def __init__(
        self,
        port: int,
        store: Path,
        now: Callable[[], Instant],
        set_clock: Callable[[float], None],
        show: Callable[[Message], None] | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self._store, self._now, self._show = store, now, show
        self.set_clock = set_clock
        self._failures: deque[Failure] = deque()
        self._keeping = threading.Lock()
        self.place = f"127.0.0.1:{self.server_port}"

    def fail(self, failure: Failure, times: int = 1) -> None:
        """Fail the next requests."""
        self._failures.extend([failure] * times)

    @property
    def failures(self) -> int:
        """How many of the next requests will fail."""
        return len(self._failures)

    def url(self, name: str) -> str:
        """The incoming webhook of that name."""
        return f"http://{self.place}/slack/{name}"

    def messages(self) -> Sequence[Message]:
        """All that was ever taken, oldest first."""
        if not self._store.exists():
            return ()
        return [Message(**json.loads(line)) for line in self._store.read_text().splitlines()]

    def take(self, path: str, content: Json) -> None:
        """Keep the message and show it."""
        message = Message(path, iso(self._now()), content)
        line = json.dumps({"path": message.path, "at": message.at, "content": message.content})
        with self._keeping:
            with self._store.open("a") as file:
                file.write(f"{line}\n")
            if self._show:
                self._show(message)

    def next_failure(self) -> Failure | None:
        """How the request at hand fails; None where it does not."""
        try:
            return self._failures.popleft()
        except IndexError:
            return None


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Sink

    def do_POST(self) -> None:
        """Take a message as Slack's incoming webhook does."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if failure := self.server.next_failure():
            time.sleep(failure.delay)
            self._answer(failure.status, "rate_limited" if failure.retry_after else "server_error", failure.retry_after)
        elif not self.path.startswith("/slack/"):
            self._answer(404, "no_service")
        else:
            self._take(body)

    def do_GET(self) -> None:
        """Show what was taken."""
        lines = [json.dumps({"path": one.path, "at": one.at, "content": one.content}) for one in self.server.messages()]
        self._answer(200, "".join(f"{line}\n" for line in lines))

    def do_PUT(self) -> None:
        """Set the stack's clock."""
        seconds = float(self.rfile.read(int(self.headers.get("content-length") or 0)))
        try:
            self.server.set_clock(seconds)
        except FunctionFailed as failure:
            self._answer(500, f"The clock is set, but the leads could not be woken. {failure}")
        else:
            self._answer(200, f"The stack's clock is {seconds:.0f} seconds ahead.")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is its base class's
        """Say nothing."""

    def _take(self, body: bytes) -> None:
        try:
            content = json.loads(body)
        except ValueError:
            self._answer(400, "invalid_payload")
            return
        if reason := refusal(content):
            self._answer(400, reason)
        else:
            self.server.take(self.path, content)
            self._answer(200, "ok")

    def _answer(self, status: int, text: str, retry_after: int | None = None) -> None:
        body = text.encode()
        self.send_response_only(status)
        if retry_after is not None:
            self.send_header("retry-after", str(retry_after))
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
