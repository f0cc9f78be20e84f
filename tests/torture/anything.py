"""Random traffic: few people with few keys, told of by several senders, in no order, often more than once."""

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from leadflow.domain.identity import digest
from tests.fragments import DAY, HOUR, SECOND, Document
from tests.torture import traffic
from tests.torture.deploying import deploy, rescore
from tests.torture.lambdas import MINUTE
from tests.torture.scenarios import ADA, BO, CY, Play, Scenario

KINDS = ("email.clicked", "email.clicked", "form.submitted", "page.viewed", "product.login")
SPANS = (0, SECOND, MINUTE, 10 * MINUTE, HOUR, 9 * HOUR, DAY, 2 * DAY)
AGES = (0, 0, 0, SECOND, MINUTE, HOUR, DAY, 4 * DAY, -2 * MINUTE, -DAY)
"""How long before it is told something happened; what is to come is told by clocks that are wrong."""

LEADS = (
    {"email": ADA},
    {"email": ADA},
    {"email": BO},
    {"email": CY, "anonymous_id": "y"},
    {"anonymous_id": "x"},
    {"email": ADA, "anonymous_id": "x"},
    {"user_id": "u1"},
    {"email": BO, "user_id": "u1"},
)

SKEWS = ((0,), (0, 50 * SECOND), (0, -50 * SECOND, 5 * SECOND))


class Anything:
    """What one seed makes of a scenario."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is hidden by it
        self._names: list[str] = []
        self._at = 0

    def scenario(self) -> Scenario:
        lasts = self._random.choice((DAY, 3 * DAY, 8 * DAY)) + 12 * HOUR
        return Scenario(self.play, lasts=lasts, skews=self._random.choice(SKEWS))

    def play(self, play: Play) -> None:
        steps: Sequence[Callable[[Play], None]] = (
            *[self._app] * 5,
            self._site,
            self._put,
            self._void,
            self._bad,
            self._both,
        )
        for _ in range(self._random.randint(3, 9)):
            self._at += self._random.choice(SPANS) if self._at < DAY else SECOND
            self._random.choice(steps)(play)
        if self._random.random() < 0.2:
            at = self._random.randint(0, self._at + HOUR)
            play.does(at, partial(deploy, play.world))
            play.does(at + 5 * MINUTE, partial(rescore, play.world))

    def _name(self) -> str:
        self._names.append(f"a{len(self._names)}")
        return self._names[-1]

    def _app(self, play: Play) -> None:
        """One activity, at times twice."""
        name, kind, lead = self._name(), self._random.choice(KINDS), self._random.choice(LEADS)
        occurred = -self._random.choice(AGES)
        title: Document = {"title": self._random.choice(("ceo", "clerk"))} if self._random.random() < 0.3 else {}
        for again in range(self._random.choice((1, 1, 1, 2))):
            after = again * self._random.choice(SPANS)
            play.app(self._at + after, name, kind, occurred - after, **lead, **title)

    def _site(self, play: Play) -> None:
        """A batch of several leads."""
        messages = []
        for _ in range(self._random.randint(1, 5)):
            lead, at = self._random.choice(LEADS), play.start + self._at - self._random.choice(AGES[:-2])
            keys: Document = {"anonymousId": lead.get("anonymous_id"), "userId": lead.get("user_id")}
            told = {name: value for name, value in keys.items() if value}
            email = {"traits": {"email": lead["email"]}} if "email" in lead else {}
            messages.append(self._random.choice((traffic.page, traffic.identify))(self._name(), at, **told, **email))
        play.site(self._at, *messages)

    def _put(self, play: Play) -> None:
        """Several activities of a command's, at times with one that cannot be kept."""
        at = play.start + self._at
        lead, kind = self._random.choice(LEADS), self._random.choice(KINDS)
        found = [traffic.activity(self._name(), kind, at - each, lead) for each in range(self._random.randint(1, 4))]
        if self._random.random() < 0.3:
            found.append(traffic.activity(f"poison-{self._name()}", kind, at, lead))
        play.puts(self._at, *found)

    def _void(self, play: Play) -> None:
        """A word on any activity, whether it has come or not."""
        about = digest("app", self._random.choice(self._names)) if self._names else "a0"
        kind = self._random.choice(("activity.voided", "activity.voided", "activity.restored"))
        at, lead = play.start + self._at - self._random.choice(AGES[:5]), {"email": self._random.choice((ADA, BO, CY))}
        play.puts(
            self._at, traffic.activity(self._name(), kind, at, lead, properties={"activity": about, "reason": ""})
        )

    def _bad(self, play: Play) -> None:
        """What nobody may accept."""
        at, name = play.start + self._at, self._name()
        kinds = ((traffic.forged(name, at), 401), (traffic.stale(name, at), 401), (traffic.unreadable(), 400))
        made, expected = self._random.choice(kinds)
        play.webhook(self._at, made, expected=expected)

    def _both(self, play: Play) -> None:
        """Several activities of one lead in messages of their own at one instant."""
        at, lead = play.start + self._at, self._random.choice(LEADS)
        for _ in range(self._random.randint(2, 4)):
            play.puts(self._at, traffic.activity(self._name(), self._random.choice(KINDS), at, lead))
