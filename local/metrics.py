"""Metrics out of what functions log: CloudWatch reads them there, which the emulator does not.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ministack.services import cloudwatch, cloudwatch_logs

from leadflow.domain.json import Json

MARK: Final = '{"_aws"'
"""A line of a log that holds metrics begins with it."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of one metric."""

    namespace: str
    name: str
    unit: str
    value: float
    dimensions: Mapping[str, str]


def data(line: str) -> Iterator[Datum]:
    """The metrics that a line of a log holds."""
    if not line.startswith(MARK):
        return
    document = json.loads(line)
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = {name: document[name] for name in names}
            for metric in directive["Metrics"]:
                for value in _values(document[metric["Name"]]):
                    yield Datum(directive["Namespace"], metric["Name"], metric["Unit"], value, dimensions)


def read_logs() -> None:
    """From now on, let the emulator read metrics out of logs."""
    append = cloudwatch_logs._append_log_events  # noqa: SLF001 - the emulator has no public way to what is logged

    def appended(stream: Mapping[str, Json], events: Sequence[Mapping[str, str]]) -> None:
        append(stream, events)
        for event in events:
            for each in data(event["message"]):
                cloudwatch.record_metric(each.namespace, each.name, each.value, each.unit, dict(each.dimensions))

    cloudwatch_logs._append_log_events = appended  # noqa: SLF001 - as above


def _values(stated: float | Sequence[float]) -> Sequence[float]:
    return [stated] if isinstance(stated, int | float) else stated
