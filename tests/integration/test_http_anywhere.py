"""Webhooks to anybody's host: the address that was looked at is the one that is called, and it proves who it is."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from urllib3.connection import HTTPSConnection

from leadflow.adapters import addresses
from leadflow.adapters.http import Outside
from leadflow.application.channel import OutboundRequest, Reply, TryAgain

HOST = "hooks.acme.example"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Receiver:
    """A webhook's receiver on this machine: where it listens, by what name it was asked for, and what it heard."""

    port: int
    names: list[str | None] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)


def certify(folder: Path, host: str) -> Path:
    """A key and a certificate of that host, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)  # the machine's own check of certificates goes by the real clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def receiving(certificate: Path) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Receiver(listening.getsockname()[1])
        context.sni_callback = lambda _socket, name, _context: found.names.append(name)
        thread = threading.Thread(target=serve, args=(listening, context, found))
        thread.start()
        try:
            yield found
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def serve(listening: socket.socket, context: ssl.SSLContext, found: Receiver) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                found.heard.append(whole(secured))
                secured.sendall(OK)
        except OSError:
            continue


def whole(connection: ssl.SSLSocket) -> bytes:
    """The request: headers and body may come in two parts."""
    request = b""
    while not request.endswith(b"{}") and (part := connection.recv(65_536)):
        request += part
    return request


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only way to let a test be the internet."""
    monkeypatch.setattr(addresses, "is_public", lambda _address: True)


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[object]:
    """What the name service answers, one after the other; every question that it was asked."""
    asked: list[object] = []
    left = list(answers)

    def resolve(host: str, port: int, *_: object, **__: object) -> Sequence[object]:
        asked.append(host)
        if host[0].isdigit() and host != "127.0.0.1":
            raise socket.gaierror
        address = host if host[0].isdigit() else left.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def post(port: int, host: str = HOST) -> Reply:
    return Outside(read=2.0).post(
        OutboundRequest(f"https://{host}:{port}/leads", b"{}", {}, frozenset(), anywhere=True)
    )


@pytest.mark.usefixtures("loopback_is_public")
def test_the_host_is_asked_for_by_its_name_and_proves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certify(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names(monkeypatch, "127.0.0.1")
    with receiving(certificate) as receiver:
        assert post(receiver.port).body == b"ok"
    assert receiver.names == [HOST]
    assert f"host: {HOST}:{receiver.port}".encode() in receiver.heard[0].lower()


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize("trusted", [True, False])
def test_whoever_cannot_prove_the_name_hears_nothing(
    trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certify(tmp_path, "evil.example")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names(monkeypatch, "127.0.0.1")
    with receiving(certificate) as receiver, pytest.raises(TryAgain, match="no answer"):
        post(receiver.port)
    assert not any(receiver.heard)


def test_a_name_that_changes_its_address_is_called_where_it_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, "93.184.216.34", "127.0.0.1", "127.0.0.1")
    with pytest.raises(TryAgain, match="no answer"):
        post(443)
    assert asked == [HOST, "93.184.216.34"]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "100.64.0.1", "::1", "fd00:ec2::254"]
)
def test_a_name_that_leads_into_a_private_network_is_not_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, address)
    with pytest.raises(TryAgain, match="a network that is not public"):
        post(443)
    assert asked == [HOST]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:169.254.169.254]", "2130706433", "0x7f.1", "localhost", "0"],
)
def test_no_way_to_write_a_private_address_is_called(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(HTTPSConnection, "connect", lambda connection: called.append(connection.host))
    with pytest.raises(TryAgain):
        post(443, host)
    assert called == []


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.acme.example/",
        "https://user:word@hooks.acme.example/",
        "ftp://x.example/",
        "https://",
        "",
        "https:///x",
    ],
)
def test_only_https_addresses_without_a_password_are_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch)
    with pytest.raises(TryAgain, match="the secret holds no https address"):
        Outside().post(OutboundRequest(address, b"{}", {}, frozenset(), anywhere=True))
    assert asked == []


def test_a_sink_of_the_local_stack_is_called_by_its_exact_place_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = f"127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=answer_once, args=(listening,))
        thread.start()
        request = OutboundRequest(f"http://{place}/webhook/x", b"{}", {}, frozenset(), anywhere=True)
        assert Outside(frozenset({place})).post(request).status == 200
        thread.join(5)
        with pytest.raises(TryAgain):
            Outside(frozenset({"127.0.0.1:1"})).post(request)


def answer_once(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(OK)


@pytest.mark.parametrize(
    ("host", "called"),
    [
        ("prod-7.northeurope.logic.azure.com", True),
        ("logic.azure.com", False),
        ("evil-logic.azure.com", False),
        ("logic.azure.com.evil.example", False),
    ],
)
def test_a_family_of_hosts_is_what_lies_below_its_name(
    host: str, called: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, "93.184.216.34")
    monkeypatch.setattr(HTTPSConnection, "connect", lambda connection: asked.append(connection.host))
    with pytest.raises((TryAgain, AttributeError, OSError)):
        Outside(read=0.1).post(OutboundRequest(f"https://{host}/x", b"{}", {}, frozenset({"*.logic.azure.com"})))
    assert bool(asked) is called
