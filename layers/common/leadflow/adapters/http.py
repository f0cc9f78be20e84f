"""HTTP to the outside world: one request, no redirects or retries, bounded in time and size, to known hosts."""

import time
from collections.abc import Mapping
from typing import Final

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout, Url, parse_url

from leadflow.application.channel import OutboundRequest, Reply, TryAgain

CONNECT: Final = 3.0
READ: Final = 8.0
"""Seconds for the connection, for the beginning of the answer, and once more for the rest of it."""

_HTTPS: Final = 443
_CHUNK: Final = 1024


class Outside:
    """Makes requests to https addresses on the hosts that the request names, and to the local stack's sinks.

    `sinks` are exact host:port pairs, and only they may be called without encryption: they stand in where the address
    is a secret, not where it is built in code. `read` is in seconds.
    """

    def __init__(self, sinks: frozenset[str] = frozenset(), read: float = READ) -> None:
        self._sinks = sinks
        self._read = read
        self._pool = urllib3.PoolManager(num_pools=4, retries=False)

    def post(self, request: OutboundRequest) -> Reply:
        """Make the request, once. Raises TryAgain where nothing answers, or the address may not be called."""
        url = self._permitted(request)
        try:
            response = self._pool.request(
                request.method,
                url,
                body=request.body or None,
                headers=request.headers,
                timeout=Timeout(connect=CONNECT, read=self._read),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            return Reply(response.status, _headers(response.headers), _body(response, request.reply_limit, self._read))
        except HTTPError as error:
            # the text of the error names the address, which is a secret
            raise TryAgain(f"no answer: {type(error).__name__}") from None

    def _permitted(self, request: OutboundRequest) -> str:
        """The address as it will be called, by the very parser that calls it."""
        try:
            url = parse_url(request.url)
        except LocationParseError:
            url = Url()
        if url.auth is None and (_encrypted(url, request.hosts) or self._sink(url)):
            return url.url
        raise TryAgain(f"the secret holds no https address on {' or '.join(sorted(request.hosts))}")

    def _sink(self, url: Url) -> bool:
        return url.scheme == "http" and url.netloc in self._sinks


def _body(response: BaseHTTPResponse, limit: int, seconds: float) -> bytes:
    """The beginning of the answer.

    The connection is not kept: a function that is frozen between two messages would find it dead at the next.
    """
    deadline = time.monotonic() + seconds
    body = b""
    try:
        while len(body) < limit and time.monotonic() < deadline and (chunk := response.read1(_CHUNK)):
            body += chunk
    finally:
        response.close()
    return body[:limit]


def _encrypted(url: Url, hosts: frozenset[str]) -> bool:
    return url.scheme == "https" and url.host in hosts and url.port in (None, _HTTPS)


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
