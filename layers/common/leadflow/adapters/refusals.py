"""How often webhooks were refused, by source and reason, as the metrics of `receive` say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from leadflow.adapters.refusal_metric import METRIC, NAMESPACE
from leadflow.application.ports import OutsideDown
from leadflow.application.webhook import Refused
from leadflow.domain.instant import HOUR, SECOND, Instant, moment

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

CALL: Final = 500
"""So many metrics can be asked for in one call."""


def reasons() -> Sequence[str]:
    """Every reason for which a webhook can be refused."""
    return sorted({each.code for each in _all(Refused)})


def refusals(
    client: "CloudWatchClient", service: str, sources: Iterable[str], since: Instant, until: Instant
) -> Mapping[str, Mapping[str, int]]:
    """So many webhooks of each source were refused for each reason. Raises OutsideDown.

    Asking is by the hour, so a little more than the time between the two instants is covered.
    """
    asked = [(source, reason) for source in sources for reason in reasons()]
    found: dict[str, dict[str, int]] = {}
    for start in range(0, len(asked), CALL):
        part = asked[start : start + CALL]
        queries = [_query(place, service, *each) for place, each in enumerate(part)]
        try:
            pages = client.get_paginator("get_metric_data").paginate(
                MetricDataQueries=queries,
                StartTime=moment(Instant(since // HOUR * HOUR)),
                EndTime=moment(Instant((until // HOUR + 1) * HOUR)),
            )
            results = [result for page in pages for result in page["MetricDataResults"]]
        except (BotoCoreError, ClientError) as error:
            raise OutsideDown("CloudWatch does not answer") from error
        for result in results:
            source, reason = part[int(result["Id"][1:])]
            if total := round(sum(result["Values"])):
                counts = found.setdefault(source, {})
                counts[reason] = counts.get(reason, 0) + total
    return found


def _query(place: int, service: str, source: str, reason: str) -> "MetricDataQueryTypeDef":
    dimensions = {"service": service, "source": source, "reason": reason}
    return {
        "Id": f"q{place}",
        "MetricStat": {
            "Metric": {
                "Namespace": NAMESPACE,
                "MetricName": METRIC,
                "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            },
            "Period": HOUR // SECOND,
            "Stat": "Sum",
        },
    }


def _all(refused: type[Refused]) -> Iterable[type[Refused]]:
    for each in refused.__subclasses__():
        yield each
        yield from _all(each)
