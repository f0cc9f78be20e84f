"""The world around: who sends webhooks and sends them again, and whom the product tells."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

from urllib3.exceptions import ProtocolError

from tests.fragments import SECOND, Document
from tests.torture.aws.cloud import OK, Answer, Call, Cloud
from tests.torture.functions import Container, Invocation
from tests.torture.lambdas import idle

PATIENCE = 10 * SECOND
FIRST_RETRY = 30 * SECOND
SERVER_ERROR = 500

Made = Callable[[int], Document]
"""The request as it is made at an instant: the event that a function's URL hands on."""


@dataclass
class Webhook:
    """One call of a sender's, which is to be answered so in the end, and holds activities of these ids.

    `answers` are the statuses that it was given, 0 where it was given none.
    """

    at: int
    made: Made
    ids: Sequence[str] = ()
    expected: int = OK
    answers: list[int] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return OK in self.answers


@dataclass
class Senders:
    """All senders: they send again what was not answered, or with an error of ours."""

    containers: Sequence[Container]
    now: Callable[[], int]
    waiting: list[Webhook] = field(default_factory=list)
    ended: list[Webhook] = field(default_factory=list)
    calls: list[tuple[Invocation, Webhook, int]] = field(default_factory=list)

    def next_at(self) -> int | None:
        return min((each.at for each in self.waiting), default=None) if idle(self.containers) else None

    def start(self) -> None:
        webhook = min(self.waiting, key=lambda each: each.at)
        self.waiting.remove(webhook)
        call = idle(self.containers)[0].invoke(webhook.made(self.now()))
        self.calls.append((call, webhook, self.now() + PATIENCE))

    def look(self, now: int) -> None:
        for call in [each for each in self.calls if each[0].over(now) or now >= each[2]]:
            self.calls.remove(call)
            invocation, webhook, _ = call
            status = invocation.returned.get("statusCode", 0) if invocation.ended else 0
            webhook.answers.append(status)
            if status == 0 or status >= SERVER_ERROR:
                webhook.at = now + FIRST_RETRY * 2 ** min(len(webhook.answers), 7)
                self.waiting.append(webhook)
            else:
                self.ended.append(webhook)


@dataclass
class Operator:
    """Who puts messages into the queue directly, and does other things at their time."""

    now: Callable[[], int]
    waiting: list[tuple[int, Callable[[], object]]] = field(default_factory=list)

    def next_at(self) -> int | None:
        return min((at for at, _ in self.waiting), default=None)

    def start(self) -> None:
        first = min(self.waiting, key=lambda each: each[0])
        self.waiting.remove(first)
        first[1]()

    def look(self, now: int) -> None:
        """What was done is done."""


@dataclass
class Told:
    """What the destination was told at an instant; `id` stays the same when it is told again.

    `done`: by then the errand's receipt said that this had been done.
    """

    at: int
    id: str
    body: Document
    done: bool = False

    @property
    def errand(self) -> tuple[str, str]:
        """The news, and the automation that it is told by."""
        return str(self.body["data"]["id"]), str(self.body["data"]["automation"])


@dataclass
class Wire:
    """Stands where urllib3's connection does."""

    cloud: Callable[[], Cloud]
    taken: Callable[[Told], None]
    now: Callable[[], int]
    sock: None = None
    timeout: float = 0.0
    answer: Answer | None = None

    def connect(self) -> None:
        """There is nothing to connect to."""

    def request(self, method: str, _: str, body: bytes, headers: Document, **__: object) -> None:
        call = Call("http", method, {"id": headers["webhook-id"], "body": json.loads(body)})
        self.answer = self.cloud().guard(call, partial(self._take, call))

    def _take(self, call: Call) -> Answer:
        self.taken(Told(self.now(), call.request["id"], call.request["body"]))
        return Answer(OK, {})

    def getresponse(self) -> SimpleNamespace:
        if self.answer is None:
            raise ProtocolError("nothing was asked")
        status = {400: 429}.get(self.answer.status, self.answer.status)
        return SimpleNamespace(status=status, headers={}, read1=lambda _: b"", close=lambda: None)

    def close(self) -> None:
        """Nor to close."""
