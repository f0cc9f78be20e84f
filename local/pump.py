"""A table's stream to its function, as Lambda's own mapping brings it there.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from leadflow.domain.json import Json
from local.clients import Clients
from local.filters import matches
from local.functions import FunctionFailed, call
from local.records import Record, of_stream, sequence_number

if TYPE_CHECKING:  # the types are installed for checking only
    from mypy_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

POLL: Final = 0.1
PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the template says of a stream and its function."""

    stream: str
    function: str
    batch_size: int
    retries: int
    bisect: bool
    partial: bool
    patterns: tuple[Mapping[str, Json], ...]
    on_failure: str | None

    @classmethod
    def of(cls, found: "EventSourceMappingConfigurationTypeDef") -> "Mapped":
        """What the emulator keeps of it."""
        return cls(
            stream=found["EventSourceArn"],
            function=found["FunctionArn"],
            batch_size=found.get("BatchSize", 100),
            retries=found.get("MaximumRetryAttempts", 10_000),
            bisect=found.get("BisectBatchOnFunctionError", False),
            partial="ReportBatchItemFailures" in found.get("FunctionResponseTypes", []),
            patterns=tuple(json.loads(one["Pattern"]) for one in found.get("FilterCriteria", {}).get("Filters", [])),
            on_failure=found.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
        )


class Pump(threading.Thread):
    """Reads one stream from its beginning until told to stop."""

    def __init__(self, clients: Clients, mapped: Mapped) -> None:
        super().__init__(daemon=True, name="pump")
        self._clients, self._mapped = clients, mapped
        self._ending = threading.Event()

    def run(self) -> None:
        shard = self._shard()
        stream = self._mapped.stream
        iterator = self._clients.streams.get_shard_iterator(
            StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while not self._ending.is_set():
            page = self._clients.streams.get_records(ShardIterator=iterator)
            iterator = page["NextShardIterator"]
            self.bring([of_stream(one, stream) for one in page["Records"]])
            if not page["Records"]:
                self._ending.wait(POLL)

    def stop(self) -> None:
        """Return when it has stopped."""
        self._ending.set()
        self.join()

    def _shard(self) -> str:
        stream = self._clients.streams.describe_stream(StreamArn=self._mapped.stream)
        return stream["StreamDescription"]["Shards"][0]["ShardId"]

    def bring(self, records: Sequence[Record]) -> None:
        """Give the records that the filter lets through to the function, until each is done or given up."""
        patterns = self._mapped.patterns
        wanted = [one for one in records if not patterns or any(matches(pattern, one) for pattern in patterns)]
        for start in range(0, len(wanted), self._mapped.batch_size):
            self._try(wanted[start : start + self._mapped.batch_size], 0)

    def _try(self, batch: Sequence[Record], tries: int) -> None:
        """Until the batch is done, given up, or cut in halves that each go on with what tries are left."""
        while not self._ending.is_set():
            done = self._invoke(batch)
            batch, tries = batch[done:], tries + 1
            if not batch:
                return
            if tries > self._mapped.retries:
                self._give_up(batch, tries)
                return
            self._ending.wait(min(PAUSE * 2 ** (tries - 1), LONGEST_PAUSE))
            if self._mapped.bisect and len(batch) > 1:
                middle = len(batch) // 2
                self._try(batch[:middle], tries)
                batch = batch[middle:]

    def _invoke(self, batch: Sequence[Record]) -> int:
        """How many records, from the first, are done."""
        event = json.dumps({"Records": batch}).encode()
        try:
            result = json.loads(call(self._clients.functions, self._mapped.function, event) or b"null")
        except FunctionFailed as failure:
            print(failure, flush=True)
            return 0
        failures = result.get("batchItemFailures") if self._mapped.partial and isinstance(result, Mapping) else None
        if not failures:
            return len(batch)
        failed = {one["itemIdentifier"] for one in failures}
        return next((place for place, one in enumerate(batch) if sequence_number(one) in failed), 0)

    def _give_up(self, batch: Sequence[Record], tries: int) -> None:
        """Tell the destination where the failure was; the records themselves are not in it."""
        if self._mapped.on_failure is None:
            return
        queue = self._mapped.on_failure.rpartition(":")[2]
        context = {
            "functionArn": self._mapped.function,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": tries,
        }
        where = {
            "streamArn": self._mapped.stream,
            "startSequenceNumber": sequence_number(batch[0]),
            "endSequenceNumber": sequence_number(batch[-1]),
            "batchSize": len(batch),
        }
        body = json.dumps({"version": "1.0", "requestContext": context, "DDBStreamBatchInfo": where})
        url = self._clients.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        self._clients.sqs.send_message(QueueUrl=url, MessageBody=body)
