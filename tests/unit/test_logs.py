"""Lines are found in the logs of all functions, page by page; what Lambda itself writes there is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from leadflow.adapters.logs import CloudWatchLogs, Found
from leadflow.application.trace import Line
from leadflow.domain.instant import Instant

AT = 1_772_442_000_123
LINE = {"message": "accepted", "trace": "webhook"}


@dataclass
class Logs:
    """CloudWatch Logs with these pages of each group, and what it was asked."""

    pages: Mapping[str, list[Found]]
    asked: list[Mapping[str, object]] = field(default_factory=list)

    def filter_log_events(self, **asked: object) -> Found:
        self.asked.append(asked)
        return self.pages[str(asked["logGroupName"])][int(str(asked.get("nextToken", 0)))]


def test_every_page_of_every_group_is_read() -> None:
    empty: Found = {"events": [], "nextToken": "1"}
    last: Found = {
        "events": [
            {"timestamp": AT, "message": "START RequestId: webhook"},
            {"timestamp": AT, "message": json.dumps(LINE)},
            {"timestamp": AT, "message": '"webhook"'},
        ]
    }
    logs = Logs({"in": [empty, last], "out": [{"events": []}]})
    found = list(CloudWatchLogs(logs, {"receive": "in", "react": "out"}).naming("webhook", Instant(AT * 1_000)))
    assert found == [Line(Instant(AT * 1_000), "receive", LINE)]
    assert [(each["logGroupName"], each.get("nextToken")) for each in logs.asked] == [
        ("in", None),
        ("in", "1"),
        ("out", None),
    ]
    assert {(each["filterPattern"], each["startTime"]) for each in logs.asked} == {('"webhook"', AT)}
