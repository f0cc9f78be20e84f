"""Tables and a queue in the emulator, with the meter on every client that a design is given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from bench.capacity import metered
from bench.meter import Meter
from bench.puts import Puts
from leadflow.adapters import aws
from leadflow.adapters.tables.item import size
from local import embedded

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef, MessageTypeDef

BATCH: Final = 10
"""Messages that Lambda brings to a function at once, as template.yaml states it."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a design works with; Lambda's own part, `poller`, is not metered."""

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    poller: "SQSClient"
    queue: str
    meter: Meter
    puts: Puts

    @classmethod
    def of(cls, tables: "Sequence[CreateTableInputTypeDef]") -> Self:
        """Make it, with these tables. The services must be empty."""
        dynamodb, sqs, poller = aws.dynamodb(), aws.sqs(), aws.sqs()
        for client in (dynamodb, sqs, poller):
            embedded.answer(client)
        for table in tables:
            dynamodb.create_table(**table)
        queue = sqs.create_queue(QueueName="intake")["QueueUrl"]
        meter = Meter(metered(dynamodb, [table["TableName"] for table in tables]))
        puts = Puts(meter)
        meter.attach(dynamodb.meta.events)
        puts.attach(dynamodb.meta.events)
        meter.attach(sqs.meta.events)
        return cls(dynamodb, sqs, poller, queue, meter, puts)

    def reset(self) -> None:
        """Begin to count anew."""
        self.meter.reset()
        self.puts.reset()

    def batches(self) -> "Iterator[Sequence[MessageTypeDef]]":
        """The queue's messages as Lambda brings them, until there is none."""
        while True:
            answer = self.poller.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=BATCH)
            if not (messages := answer.get("Messages", [])):
                return
            yield messages
            done: list[DeleteMessageBatchRequestEntryTypeDef] = [
                {"Id": each["MessageId"], "ReceiptHandle": each["ReceiptHandle"]} for each in messages
            ]
            self.poller.delete_message_batch(QueueUrl=self.queue, Entries=done)

    def item_size(self, table: str) -> int:
        """Bytes of the table's items, on average; nothing where it has none."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        sizes = [size(item) for page in pages for item in page["Items"]]
        return round(sum(sizes) / len(sizes)) if sizes else 0
