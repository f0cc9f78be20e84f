"""Certificates by the address that they are published at: fetched once, then kept as long as the process lives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import urllib3
from cryptography.x509 import Certificate, load_pem_x509_certificate
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from leadflow.adapters.settings import Settings
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import NotAuthenticated

KEPT: Final = 64
"""So many are kept; who publishes them uses a few at a time."""

SIZE_LIMIT: Final = 32 * 1024
"""Bytes of a certificate that are read."""

PATIENCE: Final = Timeout(connect=2.0, read=4.0)
"""Seconds: the sender of a webhook waits meanwhile."""

NOWHERE: Final = "there is no certificate at the address that the message names"

_OK: Final = 200
_TOO_MANY: Final = 429
_THEIR_FAULT: Final = 500

Fetch = Callable[[str], bytes]
"""Reads what stands at an https address. Raises NotAuthenticated where nothing does, OutsideDown."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates that were asked for, so far. An address is checked by who asks."""

    fetch: Fetch
    _kept: dict[str, Certificate] = field(default_factory=dict)

    def at(self, url: str) -> Certificate:
        """The certificate at this address. Raises NotAuthenticated where there is none, OutsideDown."""
        if url not in self._kept:
            certificate = _read(self.fetch(url))
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[url] = certificate
        return self._kept[url]


def published(url: str) -> bytes:
    """What stands at the address, or in the local stack's folder in its stead. Raises NotAuthenticated, OutsideDown."""
    folder = Settings.from_environment().local_certificates
    if folder is not None and (file := folder / url.removeprefix("https://")).is_file():
        return file.read_bytes()
    return download(url)


def download(url: str) -> bytes:
    """What stands at the address: one GET, no redirects. Raises NotAuthenticated where nothing does, OutsideDown."""
    try:
        answer = urllib3.PoolManager(retries=False, timeout=PATIENCE).request(
            "GET", url, redirect=False, preload_content=False
        )
        content = answer.read(SIZE_LIMIT)
        answer.close()
    except HTTPError as error:
        raise OutsideDown("the certificate of a signature cannot be fetched") from error
    if answer.status == _TOO_MANY or answer.status >= _THEIR_FAULT:
        raise OutsideDown(f"the certificate of a signature is not given for now: {answer.status}")
    if answer.status != _OK:
        raise NotAuthenticated(NOWHERE)
    return content


def _read(pem: bytes) -> Certificate:
    try:
        return load_pem_x509_certificate(pem)
    except ValueError as error:
        raise NotAuthenticated(NOWHERE) from error


PUBLISHED: Final = Certificates(published)
"""Those that this process has needed."""
