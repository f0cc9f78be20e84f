"""Real Segment clients, unchanged, against the function `receive` behind a local HTTP server."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from leadflow.application.webhook import Request
from tests.integration.receiving import WRITE_KEY, call, queued, receiving


@pytest.fixture
def queue() -> Iterator[str]:
    with receiving() as url:
        yield url


@pytest.fixture
def endpoint(queue: str) -> Iterator[str]:
    """The function behind a local HTTP server, in the place of its URL."""
    assert queue

    class Front(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = call(Request("POST", self.path, "", headers, raw, "127.0.0.1"))
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"].encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the server's
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Front) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("client", [SegmentClient, RudderClient], ids=["segment", "rudder"])
def test_a_real_client_delivers_everything_once(
    queue: str, endpoint: str, client: Callable[..., SegmentClient], packed: object
) -> None:
    failures: list[Exception] = []
    tracker = client(
        WRITE_KEY, host=endpoint, gzip=packed, max_retries=1, on_error=lambda error, _: failures.append(error)
    )
    tracker.identify("42", {"email": "ada@nordlys.example"})
    tracker.page("42", None, "Pricing", {"url": "https://www.acme.example/pricing"})
    tracker.track("42", "Products Searched", {"query": "support"})
    tracker.flush()
    tracker.shutdown()
    assert failures == []
    told = {activity.type: activity for activity in queued(queue)}
    assert set(told) == {"identity.stated", "page.viewed", "search.performed"}
    assert told["identity.stated"].lead.email == "ada@nordlys.example"
    assert told["search.performed"].properties["term"] == "support"


@pytest.mark.parametrize("client", [SegmentClient, RudderClient], ids=["segment", "rudder"])
def test_a_real_client_with_a_wrong_key_gives_up_at_once(
    queue: str, endpoint: str, client: Callable[..., SegmentClient]
) -> None:
    failures: list[Exception] = []
    tracker = client("wrong", host=endpoint, max_retries=1, on_error=lambda error, _: failures.append(error))
    tracker.track("42", "Signed In")
    tracker.flush()
    tracker.shutdown()
    assert [getattr(failure, "status", None) for failure in failures] == [401]
    assert queued(queue) == []
