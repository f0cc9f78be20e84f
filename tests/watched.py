"""What the template's alarms and dashboard watch of the functions' own metrics."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadflow.domain.json import Json
from local.expand import properties
from tests.templates import at, of

SERVICE = re.compile(r"\$\{AWS::StackName\}-(\w+)")
SEARCH = re.compile(r"SEARCH\('\{Leadflow,([\w,]+)\} service=\"\$\{AWS::StackName\}-(\w+)\"(?: MetricName=\"(\w+)\")?'")


@dataclass(frozen=True, slots=True)
class Watched:
    """A metric by its function and its dimensions; without a name whichever has these."""

    function: str
    name: str
    dimensions: frozenset[str]


def alarms() -> Mapping[str, Mapping[str, Json]]:
    return {name: properties(one) for name, one in of("AWS::CloudWatch::Alarm").items()}


def widgets() -> list[Json]:
    """The dashboard's widgets, with what CloudFormation fills in left as it is written."""
    (dashboard,) = of("AWS::CloudWatch::Dashboard").values()
    found = json.loads(str(at(properties(dashboard), "DashboardBody", "Fn::Sub")))["widgets"]
    assert isinstance(found, list)
    return found


def watched() -> Iterator[Watched]:
    """Every metric of ours that an alarm or a widget names."""
    for alarm in alarms().values():
        if alarm.get("Namespace") == "Leadflow":
            service = SERVICE.fullmatch(str(at(alarm, "Dimensions", 0, "Value", "Fn::Sub")))
            assert service
            assert at(alarm, "Dimensions", 0, "Name") == "service"
            yield Watched(service[1], str(alarm["MetricName"]), frozenset({"service"}))
    for widget in widgets():
        rows = at(widget, "properties", "metrics")
        assert isinstance(rows, list)
        for row in rows:
            yield from _row(row)


def _row(row: Json) -> Iterator[Watched]:
    namespace, expression = at(row, 0), at(row, 0, "expression")
    if namespace == "Leadflow":
        service = SERVICE.fullmatch(str(at(row, 3)))
        assert service
        yield Watched(service[1], str(at(row, 1)), frozenset({str(at(row, 2))}))
    elif expression is not None:
        found = SEARCH.match(str(expression))
        assert found, expression
        yield Watched(found[2], found[3] or "", frozenset(found[1].split(",")))
