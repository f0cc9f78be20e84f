"""A certificate is fetched by one short request; what is in the way of it decides whether the sender tries again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from leadflow.adapters.certificates import SIZE_LIMIT, download
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import NotAuthenticated


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that answers so to whatever is asked; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a.pem"
        server.shutdown()


def test_what_stands_there_is_read_up_to_a_limit() -> None:
    with answering(200, b"x" * (SIZE_LIMIT + 5)) as url:
        assert download(url) == b"x" * SIZE_LIMIT


@pytest.mark.parametrize("status", [301, 302, 403, 404])
def test_what_does_not_stand_there_is_no_proof(status: int) -> None:
    with answering(status, b"") as url, pytest.raises(NotAuthenticated):
        download(url)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_who_cannot_give_it_now_may_later(status: int) -> None:
    with answering(status, b"") as url, pytest.raises(OutsideDown):
        download(url)


def test_a_network_that_is_down_is_nobodys_fault() -> None:
    with answering(200, b"") as url:
        pass
    with pytest.raises(OutsideDown):
        download(url)
