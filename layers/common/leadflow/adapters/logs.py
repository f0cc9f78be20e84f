"""What the functions of a stack have logged, found by an id that stands in it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NotRequired, Protocol, TypedDict

from leadflow.adapters.aws import outside
from leadflow.application.trace import Line
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.json import Json

FUNCTIONS: Final = ("receive", "relay", "evaluate", "react", "deliver")
"""Whose logs tell of a webhook's way."""

_MILLISECOND: Final = SECOND // 1_000


class LogEvent(TypedDict):
    """A line of a log; `timestamp` is in milliseconds since 1970."""

    timestamp: int
    message: str


class Found(TypedDict):
    """A page of lines."""

    events: Sequence[LogEvent]
    nextToken: NotRequired[str]


class LogsClient(Protocol):
    """The one call of CloudWatch Logs that is made."""

    def filter_log_events(self, **asked: object) -> Found: ...


class CloudWatchLogs:
    """The logs, by the name of the function whose each of the groups is."""

    def __init__(self, client: LogsClient, groups: Mapping[str, str]) -> None:
        self._client, self._groups = client, groups

    def naming(self, text: str, since: Instant) -> Iterator[Line]:
        """The lines that hold this text, written then or later, function by function. Raises OutsideDown."""
        for function, group in self._groups.items():
            asked: dict[str, object] = {
                "logGroupName": group,
                "startTime": since // _MILLISECOND,
                "filterPattern": json.dumps(text),
            }
            for event in self._events(asked):
                if isinstance(said := _read(event["message"]), Mapping):
                    yield Line(Instant(event["timestamp"] * _MILLISECOND), function, said)

    def _events(self, asked: dict[str, object]) -> Iterator[LogEvent]:
        while True:
            with outside():
                found = self._client.filter_log_events(**asked)
            yield from found["events"]
            if "nextToken" not in found:  # a page may be empty, and yet not the last
                return
            asked["nextToken"] = found["nextToken"]


def _read(message: str) -> Json:
    try:
        read: Json = json.loads(message)
    except ValueError:
        return None  # what Lambda itself writes there
    return read
