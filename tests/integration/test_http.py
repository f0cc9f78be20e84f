"""Outbound HTTP against servers on this machine that behave as badly as they like."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import pytest

from leadflow.adapters.http import Outside
from leadflow.application.channel import REPLY_LIMIT, OutboundRequest, Reply, TryAgain

QUICK = 0.5
SLACK = frozenset({"hooks.slack.com"})
BODY = b'{"text":"hello"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nok"

Behaviour = Callable[[socket.socket], None]


@dataclass
class Server:
    """What was asked of it, as bytes, and where it listens."""

    address: str
    heard: list[bytes] = field(default_factory=list)


def saying(answer: bytes) -> Behaviour:
    return lambda connection: connection.sendall(answer)


@contextmanager
def server(behave: Behaviour, ends: bytes = BODY) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Server(f"127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=serve, args=(listening, found, behave, ends))
        thread.start()
        try:
            yield found
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def serve(listening: socket.socket, found: Server, behave: Behaviour, ends: bytes) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            found.heard.append(whole(connection, ends))
            try:
                behave(connection)
            except OSError:
                continue


def whole(connection: socket.socket, ends: bytes) -> bytes:
    """The request: headers and body may come in two parts."""
    request = b""
    while not request.endswith(ends) and (part := connection.recv(65_536)):
        request += part
    return request


def to(address: str, hosts: frozenset[str] = SLACK) -> OutboundRequest:
    return OutboundRequest(address, BODY, {"content-type": "application/json"}, hosts)


def post(behave: Behaviour) -> Reply:
    with server(behave) as found:
        return Outside(frozenset({found.address}), QUICK).post(to(f"http://{found.address}/services/x"))


def test_the_message_arrives_as_it_was_written_and_the_answer_comes_back() -> None:
    with server(saying(OK)) as found:
        reply = Outside(frozenset({found.address})).post(to(f"http://{found.address}/services/x"))
    assert (reply.status, reply.body, reply.headers["retry-after"]) == (200, b"ok", "7")
    assert found.heard[0].startswith(b"POST /services/x HTTP/1.1\r\n")
    assert found.heard[0].endswith(b"\r\n\r\n" + BODY)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with server(saying(OK)) as elsewhere:
        redirect = f"HTTP/1.1 {status} Go\r\nLocation: http://{elsewhere.address}/\r\nContent-Length: 0\r\n\r\n"
        assert post(saying(redirect.encode())).status == status
    assert elsewhere.heard == []


def test_a_failure_is_not_repeated_here() -> None:
    with server(saying(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")) as found:
        reply = Outside(frozenset({found.address})).post(to(f"http://{found.address}/"))
    assert (reply.status, len(found.heard)) == (503, 1)


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(10_000):
            connection.sendall(b"x" * 1024)

    assert post(endless).body == b"x" * REPLY_LIMIT


def test_a_question_is_asked_without_a_body_and_its_answer_may_be_long() -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
    with server(saying(long), ends=b"\r\n\r\n") as found:
        asked = OutboundRequest(f"http://{found.address}/lead?token=x", b"", {}, SLACK, "GET", reply_limit=90_000)
        reply = Outside(frozenset({found.address}), QUICK).post(asked)
    assert found.heard[0].startswith(b"GET /lead?token=x HTTP/1.1\r\n")
    assert found.heard[0].endswith(b"\r\n\r\n")
    assert reply.body == b"x" * 90_000


def test_a_packed_answer_is_not_unpacked() -> None:
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"
    assert post(saying(packed)).body == b"\x1f\x8b\x08\x00"


def hang(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize(
    "behave",
    [
        hang,
        saying(b""),
        saying(b"this is no HTTP\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"),
        saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
    ],
    ids=["silent", "empty", "no HTTP", "cut", "broken chunks"],
)
def test_no_whole_answer_is_tried_again_and_the_reason_names_no_address(behave: Behaviour) -> None:
    with pytest.raises(TryAgain) as again:
        post(behave)
    assert again.value.reason.startswith("no answer")
    assert "127.0.0.1" not in again.value.reason
    assert again.value.__cause__ is None


def test_an_answer_that_drips_is_given_up() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
        done = threading.Event()
        for _ in range(100):
            connection.sendall(b"x")
            done.wait(0.1)

    started = monotonic()
    assert len(post(drip).body) < 100
    assert monotonic() - started < 5


def test_headers_that_drip_are_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        done = threading.Event()
        for _ in range(100):
            connection.sendall(b"x-a: b\r\n")
            done.wait(0.1)

    monkeypatch.setattr("leadflow.adapters.http.CONNECT", 0.2)
    started = monotonic()
    with pytest.raises(TryAgain, match="no answer"):
        post(drip)
    assert monotonic() - started < 5


@pytest.mark.parametrize("answer", [b"HTTP/1.1 500 No\r\nContent-Length: 10000000\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_of_ten_megabytes_only_what_is_asked_for_is_read(answer: bytes) -> None:
    def floods(connection: socket.socket) -> None:
        connection.sendall(answer)
        connection.sendall(b"x" * 10_000_000)

    assert len(post(floods).body) == REPLY_LIMIT


def test_nobody_there_is_tried_again() -> None:
    with server(saying(OK)) as found:
        gone = found.address
    with pytest.raises(TryAgain):
        Outside(frozenset({gone}), QUICK).post(to(f"http://{gone}/"))


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.com/services/x",
        "https://evil.example/services/x",
        "https://hooks.slack.com.evil.example/",
        "https://hooks.slack.com@evil.example/",
        "https://user:password@hooks.slack.com/",
        "https://hooks.slack.com:8443/",
        "https://evil.example\\@hooks.slack.com/",
        "https://evil.example#@hooks.slack.com/",
        "ftp://hooks.slack.com/",
        "hooks.slack.com/services/x",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost:1/",
        "http://127.0.0.1:2/",
        "http://user@127.0.0.1:1/",
        "https://[::1",
        "not an address",
        "",
    ],
)
def test_other_addresses_are_never_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: called.append(where))
    with pytest.raises(TryAgain, match=r"the secret holds no https address on hooks\.slack\.com"):
        Outside(frozenset({"127.0.0.1:1"}), QUICK).post(to(address))
    assert called == []


def test_the_channel_s_own_host_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def nowhere(host: str, port: int, *_: object, **__: object) -> None:
        called.append((host, port))
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(TryAgain, match="no answer"):
        Outside(read=QUICK).post(to("https://HOOKS.slack.com/services/x"))
    assert called == [("hooks.slack.com", 443)]
