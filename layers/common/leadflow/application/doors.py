"""Destinations that have secrets: what is known of each that lets us in, and which want nothing any more."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from leadflow.application.channel import Closed, RefusedForGood, TryAgain
from leadflow.application.ports import Endpoints, SecretMissing, Secrets
from leadflow.domain.identity import digest
from leadflow.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class Doors:
    """The secrets, by name, and the endpoints that were closed, each under its secret as it then was."""

    secrets: Secrets
    endpoints: Endpoints

    def keys(self, destination: str, secret: str) -> Sequence[str]:
        """The secrets that are live, none where the destination needs none. Raises TryAgain, RefusedForGood."""
        try:
            keys = self.secrets.live(secret) if secret else ()
        except SecretMissing as error:
            raise TryAgain(f"the secret {secret} is not set") from error
        if self.endpoints.closed(destination, _endpoint(keys)):
            raise RefusedForGood(f"{destination} has said that it wants nothing any more; another {secret} opens it")
        return keys

    @contextmanager
    def closing(self, destination: str, keys: Sequence[str], now: Instant) -> Iterator[None]:
        """Notes where the destination says that it wants nothing any more."""
        try:
            yield
        except Closed:
            self.endpoints.close(destination, _endpoint(keys), now)
            raise


def _endpoint(keys: Sequence[str]) -> str:
    return digest(*keys[:1])
