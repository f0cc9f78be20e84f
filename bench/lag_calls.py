"""What functions call of AWS because of one webhook, as the emulator's CloudTrail has it."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, Self, TypedDict

import boto3
import urllib3

from bench.lag_post import Trip
from leadflow.domain.instant import Instant, instant, moment
from leadflow.domain.json import Json
from local.clients import CREDENTIALS, REGION

SOURCES: Final = ("dynamodb", "events", "secretsmanager", "sqs", "ssm")
"""Who is called by functions; streams and functions themselves are called by what brings the one to the other."""

QUIET: Final = 0.4
"""Seconds without another call, after which a webhook's work is over."""


class Event(TypedDict):
    """A call, as far as it is read."""

    EventName: str
    EventTime: datetime


class TrailClient(Protocol):
    """The one call of CloudTrail that is made."""

    def lookup_events(self, **asked: object) -> Mapping[str, Sequence[Event]]: ...


@dataclass(frozen=True, slots=True)
class Calls:
    """How many of each operation, and how many of all before the message had arrived."""

    operations: Mapping[str, int]
    before: int

    @property
    def all(self) -> int:
        return sum(self.operations.values())

    @classmethod
    def middle(cls, found: Sequence[Self]) -> Self:
        """The one that has as many calls that half of the others have no more: none that `wake` has a part in."""
        return sorted(found, key=lambda each: each.all)[len(found) // 2]

    def document(self) -> Json:
        return {"operations": dict(self.operations), "all": self.all, "before_the_message": self.before}


@dataclass(frozen=True, slots=True)
class Trail:
    """The emulator's record of calls, behind its endpoint."""

    endpoint: str
    _http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Keep a record meanwhile: it costs time, so there is none where time is measured."""
        self._record(on=True)
        try:
            yield
        finally:
            self._record(on=False)

    def of(self, trip: Trip) -> Calls:
        """The calls since the webhook was sent, once no more are made."""
        found = self._since(trip.sent)
        while len(found) < len(found := self._later(trip.sent)):
            pass
        names = Counter(each["EventName"] for each in found)
        before = sum(instant(each["EventTime"]) <= trip.arrived for each in found)
        return Calls(dict(sorted(names.items())), before)

    def _later(self, since: Instant) -> Sequence[Event]:
        time.sleep(QUIET)
        return self._since(since)

    def _since(self, since: Instant) -> Sequence[Event]:
        """A page holds 50 and the emulator has but one, so each service is asked for alone."""
        session = boto3.Session(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
        client: TrailClient = session.client("cloudtrail", region_name=REGION, endpoint_url=self.endpoint)
        found: list[Event] = []
        for source in SOURCES:
            by = [{"AttributeKey": "EventSource", "AttributeValue": f"{source}.amazonaws.com"}]
            found.extend(client.lookup_events(StartTime=moment(since), LookupAttributes=by)["Events"])
        return found

    def _record(self, *, on: bool) -> None:
        asked = json.dumps({"cloudtrail._recording_enabled": str(on).lower()})
        self._http.request("POST", f"{self.endpoint}/_ministack/config", body=asked)
