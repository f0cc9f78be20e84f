"""How much a queue holds, and for how long its oldest message has waited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from leadflow.adapters.aws import outside
from leadflow.adapters.intake import HELD
from leadflow.application.ports import OutsideDown
from leadflow.domain.instant import MINUTE, SECOND, Duration, Instant, moment

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sqs import SQSClient

_BACK: Final = 10 * MINUTE
"""CloudWatch hears of a queue's age every minute, and tells of it some minutes later."""


@dataclass(frozen=True, slots=True)
class Held:
    """About how many messages a queue holds: to be seen, in work or held back for now, and not to be seen yet."""

    ready: int
    hidden: int
    delayed: int

    @property
    def total(self) -> int:
        return self.ready + self.hidden + self.delayed


def held(sqs: "SQSClient", url: str) -> Held:
    """What the queue holds. Raises OutsideDown."""
    with outside():
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=HELD)["Attributes"]
    return Held(*(int(found[name]) for name in HELD))


def ages(client: "CloudWatchClient", urls: Sequence[str], now: Instant) -> Mapping[str, Duration]:
    """How old the oldest message of each queue is, as far as CloudWatch knows. Raises OutsideDown."""
    try:
        found = client.get_metric_data(
            MetricDataQueries=[
                {
                    "Id": f"q{place}",
                    "MetricStat": {
                        "Metric": {
                            "Namespace": "AWS/SQS",
                            "MetricName": "ApproximateAgeOfOldestMessage",
                            "Dimensions": [{"Name": "QueueName", "Value": url.rpartition("/")[2]}],
                        },
                        "Period": MINUTE // SECOND,
                        "Stat": "Maximum",
                    },
                }
                for place, url in enumerate(urls)
            ],
            StartTime=moment(Instant(now - _BACK)),
            EndTime=moment(now),
            ScanBy="TimestampDescending",
        )["MetricDataResults"]
    except (BotoCoreError, ClientError) as error:
        raise OutsideDown("CloudWatch does not answer") from error
    return {urls[int(each["Id"][1:])]: Duration(round(each["Values"][0] * SECOND)) for each in found if each["Values"]}
