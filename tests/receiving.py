"""A receiver of webhooks with its secrets and its queue in memory."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.adapters import snippet
from leadflow.adapters.payloads import body
from leadflow.adapters.sources import source
from leadflow.application.ports import Order, OutsideDown, Parcel, SecretMissing
from leadflow.application.receive import Outcome, Receiver
from leadflow.application.webhook import Request
from leadflow.domain.activity import Activity
from leadflow.domain.instant import Duration, parse
from leadflow.domain.sender import Sender, Trust
from local.samples import live_secret, sample

NOW: Final = parse("2026-03-02T10:00:30Z")
SENDERS: Final = {
    sender.name: sender
    for sender in (
        Sender("newsletter", "sendgrid", "newsletter"),
        Sender("demo-form", "typeform", "demo-form"),
        Sender("contact", "form", "contact", trust=Trust.PUBLIC),
        Sender("app", "segment", "app"),
        Sender("site", "segment", "site"),
        Sender("keyless", "typeform", "keyless"),
    )
}


@dataclass
class MemorySecrets:
    """Secrets in a dictionary, and which were asked for."""

    values: Mapping[str, Sequence[str]]
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def live(self, name: str) -> Sequence[str]:
        self.asked.append(name)
        if self.down:
            raise OutsideDown("the parameter store does not answer")
        if name not in self.values:
            raise SecretMissing(name)
        return self.values[name]


@dataclass
class MemoryIntake:
    """A queue in a list."""

    down: bool = False
    parcels: list[Parcel] = field(default_factory=list)

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        assert delay == 0
        if self.down:
            raise OutsideDown("the queue does not answer")
        self.parcels += parcels

    def waiting(self) -> int:
        return len(self.parcels)

    @property
    def activities(self) -> Sequence[Activity]:
        return [activity for parcel in self.parcels for activity in parcel.activities]


@dataclass
class MemoryActions:
    """A queue of errands in a list."""

    errands: list[Order] = field(default_factory=list)

    def send(self, errands: Sequence[Order], delay: Duration = Duration(0)) -> None:
        self.errands += errands


def secrets() -> MemorySecrets:
    kinds = {name: SENDERS[name].kind for name in ("newsletter", "demo-form", "contact", "app", "site")}
    return MemorySecrets({name: [live_secret(kind, name)] for name, kind in kinds.items()})


def receiver(intake: MemoryIntake, known: MemorySecrets | None = None) -> Receiver:
    return Receiver(SENDERS, source, known or secrets(), intake, MemoryActions(), body.unpacked, snippet.answer)


def received(request: Request, intake: MemoryIntake | None = None) -> Outcome:
    return receiver(intake or MemoryIntake()).receive(request, NOW)


def click() -> Request:
    return sample("sendgrid", "click").request


def said(outcome: Outcome) -> Mapping[str, str]:
    document = json.loads(outcome.answer.body)
    assert set(document) == {"code", "message"}
    return {str(name): str(value) for name, value in document.items()}
