"""Services of AWS as functions ask them, without boto3, and as commands do: a failing server means the same to both."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from unittest import mock

import boto3
import botocore.endpoint
import pytest
from botocore.config import Config

from leadflow.adapters import aws_json, connections
from leadflow.adapters.aws import asking
from leadflow.adapters.aws_json import Ask, Declined
from leadflow.adapters.passing import TRIES
from leadflow.adapters.secrets import parameters
from leadflow.adapters.settings import Settings
from leadflow.application.ports import OutsideDown
from tests.integration.aws import CREDENTIALS

SILENT, CUT = 0, -1
"""Stand for an answer that never comes, and for a connection that is closed instead."""

FOUND = (200, json.dumps({"Parameter": {"Name": "/in/a", "Value": "current\nformer"}}))
SLOW_DOWN = (400, '{"__type": "ThrottlingException", "message": "slow down"}')
BROKEN = (500, '{"__type": "InternalServerError"}')
NONSENSE = (503, "<html>")
NO_SUCH = (400, '{"__type": "com.amazonaws.ssm#ParameterNotFound"}')
FORBIDDEN = (400, '{"__type": "AccessDeniedException", "Message": "no"}')
NEVER, CLOSED = (SILENT, ""), (CUT, "")

Answer = tuple[int, str]


@dataclass
class Server:
    """Answers in this order, and the last one again and again; `asked` are the calls, by connection."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def handler(found: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            found.asked.append((f"{self.client_address[1]}", self.headers["x-amz-target"]))
            status, body = found.next()
            if status == SILENT:
                time.sleep(0.5)
            if status <= 0:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    opened: list[HTTPConnection] = []

    def kept(host: str, *, timeout: float) -> HTTPConnection:
        opened.append(HTTPConnection(host, timeout=timeout))
        return opened[-1]

    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as listening:
        listening.daemon_threads = True
        found = Server(f"http://127.0.0.1:{listening.server_port}")
        listening.RequestHandlerClass = handler(found)
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        patient = SimpleNamespace(sleep=found.pauses.append, time=time.time, monotonic=time.monotonic)
        with (
            mock.patch.object(aws_json, "time", patient),
            mock.patch.object(botocore.endpoint, "time", patient),
            mock.patch.object(connections, "READ", 0.2),
            mock.patch.object(connections, "HTTPConnection", kept),
        ):
            yield found
        for each in opened:  # a function keeps them for as long as it lives
            each.close()
        listening.shutdown()


def functions(url: str) -> Ask:
    return aws_json.ssm(Settings({**CREDENTIALS, "AWS_ENDPOINT_URL_SSM": url}))


def commands(url: str) -> Ask:
    config = Config(read_timeout=0.2, retries={"mode": "standard", "total_max_attempts": TRIES})
    session = boto3.Session("testing", "testing", region_name="eu-west-1")
    return asking(session.client("ssm", endpoint_url=url, config=config))


@pytest.fixture(params=[functions, commands], ids=lambda way: way.__name__)
def way(request: pytest.FixtureRequest) -> Callable[[str], Ask]:
    found: Callable[[str], Ask] = request.param
    return found


@pytest.fixture
def ask(way: Callable[[str], Ask], server: Server) -> Ask:
    return way(server.url)


def test_what_is_found_is_read(ask: Ask, server: Server) -> None:
    server.answers = [FOUND]
    assert parameters(ask, "/in")("a") == ["current", "former"]
    assert [target for _, target in server.asked] == ["AmazonSSM.GetParameter"]


def test_what_is_not_there_is_no_failure_and_is_asked_for_once(ask: Ask, server: Server) -> None:
    server.answers = [NO_SUCH]
    assert parameters(ask, "/in")("a") == ()
    assert len(server.asked) == 1


def test_what_aws_will_not_do_is_asked_for_once(ask: Ask, server: Server) -> None:
    server.answers = [FORBIDDEN]
    with pytest.raises(Declined, match="GetParameter: AccessDeniedException"):
        ask("GetParameter", {"Name": "/in/a"})
    with pytest.raises(OutsideDown):
        parameters(ask, "/in")("a")
    assert len(server.asked) == 2


@pytest.mark.parametrize("answer", [SLOW_DOWN, BROKEN, NONSENSE, CLOSED, NEVER])
def test_what_passes_is_asked_for_again(ask: Ask, server: Server, answer: Answer) -> None:
    server.answers = [answer] * (TRIES - 1) + [FOUND]
    assert "Parameter" in ask("GetParameter", {"Name": "/in/a"})
    assert len(server.asked) == TRIES


@pytest.mark.parametrize("answer", [SLOW_DOWN, BROKEN, NONSENSE, CLOSED, NEVER])
def test_what_does_not_pass_is_given_up_after_four_tries(ask: Ask, server: Server, answer: Answer) -> None:
    server.answers = [answer]
    with pytest.raises(OutsideDown):
        ask("GetParameter", {"Name": "/in/a"})
    assert len(server.asked) == TRIES
    assert len(server.pauses) == TRIES - 1
    assert all(0 <= pause <= 2**tried for tried, pause in enumerate(server.pauses))


def test_where_nobody_listens_it_is_down(way: Callable[[str], Ask], server: Server) -> None:
    with pytest.raises(OutsideDown):
        way("http://127.0.0.1:1")("GetParameter", {"Name": "/in/a"})
    assert len(server.pauses) == TRIES - 1


def test_a_connection_serves_one_call_after_the_other(ask: Ask, server: Server) -> None:
    server.answers = [FOUND, NO_SUCH, FOUND]
    for _ in range(3):
        parameters(ask, "/in")("a")
    assert len({connection for connection, _ in server.asked}) == 1


def test_a_connection_that_was_closed_meanwhile_is_no_failure(server: Server) -> None:
    ask = functions(server.url)
    server.answers = [FOUND, CLOSED, FOUND]
    for _ in range(2):
        assert parameters(ask, "/in")("a") == ["current", "former"]
    assert len({connection for connection, _ in server.asked}) == 2
    assert server.pauses == []


class Emptied(list[HTTPConnection]):
    """Held a connection when it was looked into; another thread has taken it since."""

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 1


def test_a_connection_that_another_thread_takes_at_the_same_moment_is_no_failure(server: Server) -> None:
    server.answers = [FOUND]
    kept = connections.Connections(server.url)
    kept._idle = Emptied()
    assert kept.post(b"{}", {"x-amz-target": "AmazonSSM.GetParameter"})[0] == 200
    assert len(server.asked) == 1


def test_an_answer_that_came_too_late_is_nobodys(server: Server) -> None:
    ask = functions(server.url)
    server.answers = [FOUND, NEVER, (200, '{"Parameter": {"Value": "new"}}')]
    parameters(ask, "/in")("a")
    assert parameters(ask, "/in")("a") == ["new"]
    assert len({connection for connection, _ in server.asked}) == 2


def test_what_says_that_it_is_done_but_not_how_is_down(server: Server) -> None:
    server.answers = [(200, "[]")]
    with pytest.raises(OutsideDown, match="GetParameter: 200"):
        functions(server.url)("GetParameter", {})
