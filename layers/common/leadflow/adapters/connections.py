"""Connections to one host that are kept from one request to the next."""

import ssl
from collections.abc import Mapping
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from leadflow.adapters.passing import CONNECT, READ


class Connections:
    """As many as there are requests at once, from any number of threads. `url` is the host's, with its scheme."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._host = urlsplit(url).netloc
        self._trusted = _trusted() if url.startswith("https:") else None
        self._idle: list[HTTPConnection] = []

    def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises OSError, HTTPException.

        The other end closes a connection that it has heard nothing from, so to find one closed is no failure.
        """
        try:
            kept = self._idle.pop()
        except IndexError:
            return self._asked(self._opened(), body, headers)
        try:
            return self._asked(kept, body, headers)
        except ConnectionError:
            return self._asked(self._opened(), body, headers)

    def _opened(self) -> HTTPConnection:
        if self._trusted is None:
            made = HTTPConnection(self._host, timeout=CONNECT)
        else:
            made = HTTPSConnection(self._host, timeout=CONNECT, context=self._trusted)
        made.connect()
        made.sock.settimeout(READ)
        return made

    def _asked(self, connection: HTTPConnection, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            connection.request("POST", "/", body, headers)
            response = connection.getresponse()
            told = response.status, response.read()
        except BaseException:
            connection.close()  # what comes after a broken exchange could be the answer to it
            raise
        if not response.will_close:
            self._idle.append(connection)
        return told


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; to read them takes longer than a request."""
    return ssl.create_default_context()
