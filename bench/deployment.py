"""Tables and a queue in the emulator, with the meter on every client that a design is given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import boto3

from bench.capacity import metered
from bench.meter import Meter
from bench.puts import Puts
from leadflow.adapters import aws
from leadflow.adapters.tables.item import size
from local import embedded

if TYPE_CHECKING:
    from botocore.client import BaseClient
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
        made = cls.unmetered(tables)
        made.meter.attach(made.dynamodb.meta.events)
        made.puts.attach(made.dynamodb.meta.events)
        made.meter.attach(made.sqs.meta.events)
        return made

    @classmethod
    def unmetered(
        cls, tables: "Sequence[CreateTableInputTypeDef]", answer: "Callable[[BaseClient], None]" = embedded.answer
    ) -> Self:
        """The same, with the meter attached to nothing; `answer` lets the emulator answer a design's clients."""
        dynamodb, sqs, poller = aws.dynamodb(), boto3.client("sqs"), boto3.client("sqs")
        answer(dynamodb)
        answer(sqs)
        embedded.answer(poller)
        for table in tables:
            dynamodb.create_table(**table)
        queue = sqs.create_queue(QueueName="intake")["QueueUrl"]
        meter = Meter(metered(dynamodb, [table["TableName"] for table in tables]))
        return cls(dynamodb, sqs, poller, queue, meter, Puts(meter))

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
