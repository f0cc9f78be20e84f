"""Sends forms as a website would, and writes down when each was sent, answered, and followed by its message."""

import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Condition
from typing import Final
from urllib.parse import urlencode

import urllib3

from leadflow.adapters.clock import now
from leadflow.domain.instant import SECOND, Duration, Instant
from local.sink import Message

TYPE: Final = {"content-type": "application/x-www-form-urlencoded"}

NAME: Final = re.compile(r"lag-[a-z]+-[0-9]+")
"""What whoever fills in a form is called, which stands in the message, too."""

LONGEST: Final = 60.0
"""Seconds: whoever waits so long for a message waits for ever."""


class NotArrived(Exception):
    """Webhooks were not taken, or messages did not come."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One webhook by the clock of this machine, and the id under which its sender was told that it is known."""

    sent: Instant
    answered: Instant
    arrived: Instant
    trace: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When the first message of each person arrived; who waits for one gives up after `patience` seconds."""

    patience: float = LONGEST
    known: dict[str, Instant] = field(default_factory=dict)
    _news: Condition = field(default_factory=Condition)

    def show(self, message: Message) -> None:
        """Take note of a message; what is not of ours is passed over."""
        at, found = now(), NAME.search(str(message.content))
        if found:
            with self._news:
                self.known.setdefault(found[0], at)
                self._news.notify_all()

    def wait(self, names: Sequence[str]) -> Mapping[str, Instant]:
        """When those of these names arrived, once all have. Raises NotArrived."""
        with self._news:
            if not self._news.wait_for(lambda: self.known.keys() >= set(names), self.patience):
                raise NotArrived(f"{len(set(names) - self.known.keys())} messages have not come")
        return self.known


@dataclass(frozen=True, slots=True)
class Post:
    """Posts forms to one address, each over a connection that may have been used before."""

    address: str
    arrivals: Arrivals
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, maxsize=200))

    def send(self, name: str, webhooks: int, pause: Duration) -> Sequence[Trip]:
        """Send so many, one after each pause, and wait for their messages. Raises NotArrived.

        Nobody waits for an answer before the next is sent: there is a thread for each.
        """
        names = [f"lag-{name}-{number}" for number in range(webhooks)]
        begun = time.monotonic()
        with ThreadPoolExecutor(webhooks) as threads:
            answers = []
            for place, each in enumerate(names):
                time.sleep(max(0.0, begun + place * pause / SECOND - time.monotonic()))
                answers.append(threads.submit(self._one, each))
            arrived = self.arrivals.wait(names)
        found = [each.result() for each in answers]
        return [replace(trip, arrived=arrived[who]) for who, trip in zip(names, found, strict=True)]

    def _one(self, name: str) -> Trip:
        """Of which only the message's arrival is not known yet."""
        body = urlencode({"email": f"{name}@example.org", "name": name, "_submission": name})
        sent = now()
        answer = self._http.request("POST", self.address, body=body, headers=TYPE)
        answered = now()
        if answer.status != 200:
            raise NotArrived(f"a webhook was answered {answer.status}")
        return Trip(sent, answered, answered, answer.headers.get("x-request-id", ""))
