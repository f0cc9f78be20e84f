"""Senders that do not give up, each in a thread of its own, each with its provider's pauses, but shortened."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from threading import Event, Lock, Thread

import urllib3

from leadflow.application.webhook import Request
from leadflow.domain.instant import Instant
from leadflow.domain.sender import Sender
from local.samples import signed
from tests.fragments import Document
from tests.torture_local.providers import Provider

FASTER = 600
"""Pauses are so much shorter than documented."""

SHORTEST, LONGEST = 0.05, 3.0
"""Seconds of any pause, thus shortened."""

OUT_OF_REACH = 0.2
"""Who cannot connect waits so long before anything else is tried."""

LOST = 30
"""One in so many answers is lost on its way: the same webhook comes once more."""

OK = 200
SERVER_ERROR = 500
IP = "192.0.2.7"


@dataclass
class Webhook:
    """One call: its deeds, or a body of its own, which is to be answered so in the end.

    `secret` is what it is signed with, where that is not its sender's own. `first` is when it was sent first, `last`
    when it was answered for good.
    """

    source: str
    provider: Provider
    deeds: Sequence[Document]
    expected: int = OK
    raw: bytes | None = None
    secret: str | None = None
    tries: int = 0
    first: int = 0
    last: int = 0
    status: int = 0

    def plain(self, now: int) -> Request:
        """What is sent at this instant, without its signature."""
        headers = {"content-type": "application/x-www-form-urlencoded" if self.provider.form else "application/json"}
        if self.source == "app":
            headers["webhook-id"] = self.deeds[0]["id"] if self.deeds else "junk"
        body = self.provider.body(self.deeds, self.tries, now) if self.raw is None else self.raw
        return Request("POST", self.provider.path or f"/hooks/{self.source}", "", headers, body, IP)


@dataclass
class Tally:
    """What became of all calls so far, and how often."""

    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1


@dataclass
class Desk:
    """What all senders share: where the stack is, who they are to it and with which secrets, what became of it all."""

    address: Callable[[], str]
    senders: Mapping[str, Sender]
    secrets: Mapping[str, str]
    tally: Tally = field(default_factory=Tally)
    ending: Event = field(default_factory=Event)


class Server(Thread):
    """One of a provider's servers, with its webhooks."""

    def __init__(self, desk: Desk, webhooks: Sequence[Webhook], random: Random) -> None:
        super().__init__(daemon=True)
        self._desk, self._random = desk, random
        self._due = [(0.0, number, webhook) for number, webhook in enumerate(webhooks)]
        self._http = urllib3.PoolManager(retries=False, maxsize=1)

    def run(self) -> None:
        while self._due and not self._desk.ending.is_set():
            at, number, webhook = heappop(self._due)
            self._desk.ending.wait(max(0.0, at - time.monotonic()))
            status = self._send(webhook)
            if status == 0 or status >= SERVER_ERROR:
                heappush(self._due, (time.monotonic() + self._pause(webhook), number, webhook))
            elif status == OK and self._random.randrange(LOST) == 0:
                self._desk.tally.count("sent again")
                heappush(self._due, (time.monotonic() + self._pause(webhook), number, webhook))

    def _pause(self, webhook: Webhook) -> float:
        pauses = webhook.provider.pauses
        return min(max(pauses[min(webhook.tries, len(pauses)) - 1] / FASTER, SHORTEST), LONGEST)

    def _send(self, webhook: Webhook) -> int:
        """The status that was answered, 0 where there was none."""
        now = time.time_ns() // 1000
        request = self._signed(webhook, now)
        webhook.first = webhook.first or now
        webhook.tries += 1
        status = self._answered(request, webhook.provider.timeout)
        if 0 < status < SERVER_ERROR:
            if not webhook.status:
                self._desk.tally.count("accepted" if status == OK else "refused")
                webhook.last = time.time_ns() // 1000
            webhook.status = status
        return status

    def _signed(self, webhook: Webhook, now: int) -> Request:
        secret = webhook.secret or self._desk.secrets[webhook.source]
        return signed(self._desk.senders[webhook.source], webhook.plain(now), secret, Instant(now))

    def _answered(self, request: Request, timeout: float) -> int:
        tally, url = self._desk.tally, f"{self._desk.address()}{request.path}"
        try:
            status = self._http.request(
                "POST", url, body=request.body, headers=dict(request.headers), timeout=timeout
            ).status
        except urllib3.exceptions.ReadTimeoutError:
            tally.count("timed out")
            return 0
        except urllib3.exceptions.HTTPError:
            tally.count("out of reach")
            self._desk.ending.wait(OUT_OF_REACH)
            return 0
        if status >= SERVER_ERROR:
            tally.count("failed")
        return status
