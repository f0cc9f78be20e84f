"""The stand-in for all that is told: it refuses what they refuse, keeps what it takes, and fails when a test asks."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json
from leadflow.domain.lead_model import Channel
from local.functions import FunctionFailed
from local.standins import CLICKED, STANDINS, Answer, Post, secret


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
    """Takes `POST /slack/NAME` and the like on a port of this machine; `GET /messages` shows it, a JSON line each.

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

    def secret(self, channel: Channel) -> str:
        """The secret with which the channel reaches this."""
        return secret(channel, self.place)

    @property
    def mail(self) -> str:
        """Where SES stands."""
        return f"http://{self.place}/mail"

    def answer(self, kind: str, name: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What whoever is told so answers."""
        ask = STANDINS.get(kind)
        before = sum(one.path == f"/{kind}/{name}" for one in self.messages()) if name.startswith(CLICKED) else 0
        return Answer(404, "no_service") if ask is None else ask(Post(name, headers, body, self._now(), before))

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
        """Take a message as whoever stands at that path does."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if failure := self.server.next_failure():
            time.sleep(failure.delay)
            self._answer(failure.status, "rate_limited" if failure.retry_after else "server_error", failure.retry_after)
            return
        _, kind, name = (*self.path.split("/", 2), "", "")[:3]
        answer = self.server.answer(kind, name, {word.lower(): text for word, text in self.headers.items()}, body)
        if answer.taken:
            self.server.take(self.path, json.loads(body))
        self._answer(answer.status, answer.text)

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

    def _answer(self, status: int, text: str, retry_after: int | None = None) -> None:
        body = text.encode()
        self.send_response_only(status)
        if retry_after is not None:
            self.send_header("retry-after", str(retry_after))
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
