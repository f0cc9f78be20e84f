"""Journeys: what a few people do, as the webhooks that tell of it, shifted in time so that the last happens now."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlencode

from leadflow.adapters.signatures.hubspot import MILLISECOND
from leadflow.application.webhook import Request
from leadflow.domain.identity import Keys
from leadflow.domain.instant import SECOND, Duration, Instant, iso, parse
from leadflow.domain.json import Json
from leadflow.domain.lead_model import LeadModel
from local.samples import EVENTS, signed

FOLDER: Final = EVENTS / "journeys"
SCANNERS: Final = FOLDER / "scanners"
WORLDS: Final = FOLDER / "worlds"
TOGETHER: Final = FOLDER / "together"
INSISTS: Final = FOLDER / "insists"

TIMES: Final = frozenset({"timestamp", "landed_at", "submitted_at", "created_at", "updated_at"})
"""The names under which senders say when something happened."""

MILLIS: Final = "occurredAt"
"""The name under which HubSpot says it, in milliseconds since 1970."""

SENT: Final = "sentAt"
"""The name under which trackers say what their clock showed as they sent; it differs from try to try."""

PATHS: Final[Mapping[str, str]] = {"form": "/hooks/{source}/{token}", "segment": "/v1/batch"}


@dataclass(frozen=True, slots=True)
class Step:
    """One webhook of a journey, as its source's body; `at` is the last instant that it tells of."""

    source: str
    body: Json
    at: Instant

    @property
    def batch(self) -> Sequence[Json]:
        """What a tracker's call holds; nothing of any other."""
        messages = self.body.get("batch") if isinstance(self.body, Mapping) else None
        return messages if isinstance(messages, list) else []

    def renewed(self) -> "Step":
        """Ada's form as of another response: the provider gives each a token of its own."""
        written = json.dumps(self.body).replace("ada7f3a91", "ada7f3a92")
        return replace(self, body=cast("Json", json.loads(written)))


@dataclass(frozen=True, slots=True)
class Journey:
    """What one person, known by these keys, does, and what it is an example of."""

    name: str
    lead: Keys
    story: str
    steps: Sequence[Step]

    def shifted(self, by: Duration) -> "Journey":
        """The same, that much later."""
        steps = [Step(step.source, _shift(step.body, by), Instant(step.at + by)) for step in self.steps]
        return replace(self, steps=steps)


def journeys(now: Instant, folder: Path = FOLDER) -> Sequence[Journey]:
    """Every journey in the folder, the last step of all of them happening at `now`."""
    found = [journey(path) for path in sorted(folder.glob("*.json"))]
    last = max(step.at for each in found for step in each.steps)
    whole = (now - last) // SECOND * SECOND
    return [each.shifted(Duration(whole)) for each in found]


def request(step: Step, model: LeadModel, secrets: Mapping[str, str], now: Instant) -> Request:
    """The step as its sender sends it at `now`, signed with the sender's secret."""
    sender = model.senders[step.source]
    path = PATHS.get(sender.kind, "/hooks/{source}").replace("{source}", sender.name)
    written, content_type = body(_sent(step.body, now), sender.kind)
    plain = Request("POST", path, "", {"content-type": content_type}, written, "127.0.0.1")
    return signed(sender, plain, secrets[sender.secret], now)


def _sent(content: Json, now: Instant) -> Json:
    return {**content, SENT: iso(now)} if isinstance(content, Mapping) and SENT in content else content


def body(content: Json, kind: str) -> tuple[bytes, str]:
    """The bytes that a sender of this kind posts, and their content type."""
    if kind == "form":
        return urlencode(cast("Mapping[str, str]", content)).encode(), "application/x-www-form-urlencoded"
    return json.dumps(content).encode(), "application/json"


def journey(path: Path) -> Journey:
    """The journey in the file, as it is told there."""
    document = json.loads(path.read_text(encoding="utf-8"))
    steps = [Step(step["source"], step["body"], _at(step)) for step in document["steps"]]
    return Journey(document["name"], Keys(**document["lead"]), document["story"], steps)


def _at(step: Mapping[str, Json]) -> Instant:
    if isinstance(stated := step.get("at"), str):
        return parse(stated)
    return max(_instants(step["body"]))


def _instants(part: Json) -> Iterator[Instant]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name == MILLIS and isinstance(value, int):
                yield Instant(value * MILLISECOND)
            elif name in TIMES and isinstance(value, int | str):
                yield parse(value) if isinstance(value, str) else Instant(value * SECOND)
            else:
                yield from _instants(value)
    elif isinstance(part, list):
        for each in part:
            yield from _instants(each)


def _shift(part: Json, by: Duration) -> Json:
    if isinstance(part, Mapping):
        return {name: _moved(name, value, by) for name, value in part.items()}
    return [_shift(each, by) for each in part] if isinstance(part, list) else part


def _moved(name: str, value: Json, by: Duration) -> Json:
    if name == MILLIS and isinstance(value, int):
        return value + by // MILLISECOND
    return _later(value, by) if name in TIMES else _shift(value, by)


def _later(value: Json, by: Duration) -> Json:
    if isinstance(value, str):
        return iso(Instant(parse(value) + by))
    return value + by // SECOND if isinstance(value, int) else value
