"""A web site with the snippet in its pages, and beside it the address that the snippet calls."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, cast
from urllib.parse import urlsplit

from leadflow.adapters import snippet
from leadflow.application.webhook import Answer, Request
from leadflow.domain.json import Json

KEY: Final = "wk_site"
PATIENCE: Final = 10.0
"""Seconds for what a page sends to arrive."""

HTML: Final = {"content-type": "text/html; charset=utf-8"}
CORS: Final = {"access-control-allow-origin": "*"}

Message = Mapping[str, Json]
Respond = Callable[[Request], Answer]


@dataclass
class Site:
    """The pages by path, and what came from them. `home` and `hooks` are two origins."""

    home: str = ""
    hooks: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    calls: list[Request] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def put(self, path: str, attributes: str = "data-debug", *, before: str = "", body: str = "") -> str:
        """A page with the snippet; its address. `before` comes before the snippet, `attributes` are the snippet's."""
        tag = f'<script src="{self.hooks}/snippet.js" data-key="{KEY}" {attributes} async></script>'
        self.pages[path] = (
            f'<!doctype html><html lang="en"><title>{path} of Acme</title>{before}{tag}<body>{body}</body></html>'
        )
        return self.home + path

    def messages(self, count: int) -> Sequence[Message]:
        """All that came, once there are at least so many."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self._messages()) >= count, PATIENCE), self._messages()
            return self._messages()

    def posts(self) -> Sequence[Request]:
        """In the order of sending, since two may overtake each other."""
        return sorted((call for call in self.calls if call.method == "POST"), key=sent_at)

    def _messages(self) -> Sequence[Message]:
        return [message for post in self.posts() for message in cast("Sequence[Message]", document(post)["batch"])]

    def show(self, request: Request) -> Answer:
        page = self.pages.get(request.path)
        return Answer(404 if page is None else 200, (page or "").encode(), HTML)

    def listen(self, request: Request) -> Answer:
        with self.arrived:
            self.calls.append(request)
            self.arrived.notify_all()
        return snippet.answer(request) if request.path == "/snippet.js" else Answer(200, b"{}", CORS)


def document(post: Request) -> Message:
    """The body of a post."""
    return cast("Message", json.loads(post.body))


def sent_at(post: Request) -> str:
    return str(document(post)["sentAt"])


def properties(message: Message) -> Message:
    """What a message says of the page or the event."""
    return cast("Message", message["properties"])


class Server(ThreadingHTTPServer):
    """Serves what the function answers, on a port of this machine."""

    daemon_threads = True

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.respond = respond


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        request = Request(self.command, parts.path, parts.query, headers, body, self.client_address[0])
        answer = Answer(204, b"", {}) if parts.path == "/favicon.ico" else self.server.respond(request)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_OPTIONS = do_POST = handle_any  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is its base class's
        pass


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """A server until the end; its address."""
    with Server(respond) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def site() -> Iterator[Site]:
    """A site until the end."""
    one = Site()
    with serving(one.show) as one.home, serving(one.listen) as one.hooks:
        yield one
