"""Orders for each tool, and a way to it that answers as a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.tool import Wish
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import HOUR, Instant
from leadflow.domain.track import Track
from tests.unit.channels.matters import ADA, KEY, NOW

_Told = TypeVar("_Told")

LIST = "4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162"
TRACKS = {
    "sendgrid": Track("reawaken", "sendgrid", "sendgrid", LIST),
    "brevo": Track("reawaken", "brevo", "brevo", "12"),
    "webhook": Track("reawaken", "webhook", "flow"),
}
SECRETS = {"sendgrid": "SG.made-up-key", "brevo": "xkeysib-made-up", "webhook": f"https://tool.example/in {KEY}"}


def wish(kind: str, *, enrol: bool = True, told: int = 2 * HOUR, secret: str | None = None) -> Wish:
    """To put Ada on the track, or to take her off; the tool was told so long ago that she is on it."""
    return Wish(
        id="0Zx8lqV3mT2bYc9wJ4nRkA",
        track=TRACKS[kind],
        enrol=enrol,
        email="ada+1@northwind.example",
        lead=LeadId(ADA),
        automation="nurture",
        model="acme",
        at=Instant(NOW - HOUR),
        told_at=Instant(NOW - told),
        now=NOW,
        secrets=(SECRETS[kind] if secret is None else secret,),
    )


@dataclass
class Way:
    """The port `Ask`; what was asked, and the answers, the last of them for ever."""

    answers: list[Reply]
    asked: list[OutboundRequest] = field(default_factory=list)

    def __call__(self, request: OutboundRequest, read: Callable[[Reply], _Told]) -> _Told:
        self.asked.append(request)
        return read(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    @property
    def lines(self) -> list[str]:
        return [f"{each.method} {each.url}" for each in self.asked]
