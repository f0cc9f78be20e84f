"""HTTP to the outside world: one request, no redirects or retries, bounded in time and size, to known hosts."""

import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Final

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url
from urllib3.util.ssl_match_hostname import CertificateError

from leadflow.adapters.addresses import NotPublic, public_address
from leadflow.application.channel import OutboundRequest, Reply, TryAgain
from leadflow.domain.instant import SECOND, Duration

CONNECT: Final = 3.0
READ: Final = 8.0
"""Seconds for the connection, for the beginning of the answer, and once more for the rest of it."""

_HTTPS: Final = 443
_CHUNK: Final = 1024


class Outside:
    """Makes requests to https addresses on the hosts that the request names, and to the local stack's sinks.

    `sinks` are exact host:port pairs, and only they may be called without encryption: they stand in where the address
    is a secret, not where it is built in code. `read` is in seconds. A connection serves one request: a function that
    is frozen between two of them would find it dead at the next.
    """

    def __init__(self, sinks: frozenset[str] = frozenset(), read: float = READ) -> None:
        self._sinks = sinks
        self._read = read

    def post(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers, or the address may not be called."""
        url = self._permitted(request)
        began = time.monotonic()
        try:
            connection = self._connection(url, request)
            with _ending(connection, CONNECT + 2 * self._read):
                response = self._ask(connection, url, request)
                body = _body(response, request.reply_limit, self._read)
            took = Duration(round((time.monotonic() - began) * SECOND))
            return Reply(response.status, _headers(response.headers), body, took)
        except NotPublic:
            raise TryAgain("the secret's address leads into a network that is not public") from None
        except (HTTPError, CertificateError, http.client.HTTPException, OSError) as error:
            # the text of the error names the address, which is a secret
            raise TryAgain(f"no answer: {type(error).__name__}") from None

    def _permitted(self, request: OutboundRequest) -> Url:
        """The address as it will be called, by the very parser that calls it."""
        try:
            url = parse_url(request.url)
        except LocationParseError:
            url = Url()
        if url.host and url.auth is None and (_encrypted(url, request) or self._sink(url)):
            return url
        where = "" if request.anywhere else f" on {' or '.join(sorted(request.hosts))}"
        raise TryAgain(f"the secret holds no https address{where}")

    def _sink(self, url: Url) -> bool:
        return url.scheme == "http" and url.netloc in self._sinks

    def _connection(self, url: Url, request: OutboundRequest) -> HTTPConnection:
        """To the address; where its host is anybody's, to what it was resolved to, so that it cannot change again."""
        host = (url.host or "").strip("[]")
        if url.scheme == "http":
            return HTTPConnection(host, url.port, timeout=CONNECT)
        port = url.port or _HTTPS
        if not request.anywhere:
            return HTTPSConnection(host, port, timeout=CONNECT)
        pinned = public_address(host, port)
        return HTTPSConnection(pinned, port, timeout=CONNECT, server_hostname=host, assert_hostname=host)

    def _ask(self, connection: HTTPConnection, url: Url, request: OutboundRequest) -> BaseHTTPResponse:
        connection.connect()
        connection.timeout = self._read
        connection.request(
            request.method,
            url.request_uri,
            body=request.body or None,
            headers={**request.headers, "host": url.netloc or ""},
            preload_content=False,
            decode_content=False,
        )
        return connection.getresponse()


@contextmanager
def _ending(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Ends the connection after so many seconds, whatever drips from it, and in any case afterwards.

    Raises TimeoutError where the end came first: headers that break off look as if they were complete.
    """
    late = Event()
    timer = Timer(seconds, _cut, (connection, late))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError


def _cut(connection: HTTPConnection, late: Event) -> None:
    late.set()
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _body(response: BaseHTTPResponse, limit: int, seconds: float) -> bytes:
    """The beginning of the answer."""
    deadline = time.monotonic() + seconds
    body = b""
    try:
        while len(body) < limit and time.monotonic() < deadline and (chunk := response.read1(_CHUNK)):
            body += chunk
    finally:
        response.close()
    return body[:limit]


def _encrypted(url: Url, request: OutboundRequest) -> bool:
    if url.scheme != "https":
        return False
    return request.anywhere or (url.port in (None, _HTTPS) and _among(url.host or "", request.hosts))


def _among(host: str, hosts: frozenset[str]) -> bool:
    return host in hosts or any(each.startswith("*.") and host.endswith(each[1:]) for each in hosts)


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
