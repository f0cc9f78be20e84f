"""What can be seen of a run when it is over: what was accepted, what is kept, what was told."""

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ruamel.yaml import YAML

from leadflow.adapters.deployed import deployed
from leadflow.adapters.tables import outbox_item
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.news import News
from leadflow.domain.state import State
from local.build import read_model
from local.clients import Clients
from tests.fragments import Document
from tests.oracle.kinship import Key, keys_of, owners
from tests.torture_local.background import MODEL, End
from tests.torture_local.senders import OK, Webhook
from tests.torture_local.siege import Siege, messages

MARK = re.compile(r"mark-\d{6}")
PUBLIC = ("contact",)
"""The sources that anybody can speak for."""


class Seen:
    """The run, which is over."""

    def __init__(self, siege: Siege) -> None:
        self.webhooks: Sequence[Webhook] = [each for server in siege.plan.servers for each in server]
        self.ends: Sequence[End] = siege.stack.ends
        self.now = siege.now()
        self.document: Document = YAML(typ="safe").load(MODEL)
        self.model = read_model(MODEL)
        self._home, self._running = siege.stack.home, siege.stack.running
        self._clients = Clients(self._running.endpoint)
        self._stack = deployed(self._running.deployment, self._running.outputs)

    def items(self, table: str) -> Iterator[Document]:
        """All items of the table that has this output."""
        pages = self._clients.dynamodb.get_paginator("scan").paginate(TableName=self._running.outputs[table])
        return (item for page in pages for item in page["Items"])

    @cached_property
    def kept(self) -> Mapping[str, Sequence[Document]]:
        """The activities of the timeline, by the mark that they bear; those without any under an empty one."""
        found = defaultdict[str, list[Document]](list)
        for item in self.items("TimelineTable"):
            if "activity" in item:
                text = zlib.decompress(item["activity"]["B"]).decode()
                marks = sorted({*MARK.findall(text)})
                found[" ".join(marks)].append(json.loads(text))
        return found

    @cached_property
    def accepted(self) -> Mapping[str, tuple[Document, Webhook]]:
        """What was accepted, by its mark, with the first webhook that told it."""
        calls = sorted((each for each in self.webhooks if each.status == OK), key=lambda each: each.first)
        return {deed["id"]: (deed, call) for call in reversed(calls) for deed in call.deeds}

    @cached_property
    def deeds(self) -> Mapping[Key, Sequence[Document]]:
        """What each lead did, under the key by which it lives, as it was sent; a form has no time but its receipt's."""
        found = defaultdict[Key, list[Document]](list)
        told = [self._told(mark) for mark in self.accepted if mark in self.kept]
        above = owners(told, PUBLIC)
        for deed in told:
            if keys := keys_of(deed):
                found[above[keys[0]]].append(deed)
        return found

    def _told(self, mark: str) -> Document:
        """The deed as the oracle reads it: ids break ties, and are the product's to make."""
        (deed, call), kept = self.accepted[mark], self.kept[mark][0]
        at = kept["occurred_at"] if call.provider.form else deed["occurred_at"]
        return {**deed, "id": kept["id"], "source": call.source, "occurred_at": at, "received_at": kept["received_at"]}

    @cached_property
    def states(self) -> Mapping[LeadId, State]:
        return {each.id: each for each in self._stack.everybody.states()}

    def lead(self, key: Key) -> LeadId:
        """The id of the lead that the key belongs to, had it never joined another."""
        return lead_id(key, self._stack.key.secret)

    @cached_property
    def news(self) -> Sequence[News]:
        """All that was published and is remembered."""
        return [outbox_item.from_item(item) for item in self.items("OutboxTable")]

    @cached_property
    def told(self) -> Sequence[Document]:
        """What sales was told, oldest first: the message's content, and under `taken_at` when."""
        lines = (json.loads(line) for line in (self._home / "slack.jsonl").read_text().splitlines())
        return [{**line["content"]["data"], "taken_at": line["at"]} for line in lines]

    @cached_property
    def dead(self) -> Mapping[str, Sequence[str]]:
        """The dead letters of each queue that has any."""
        queues = [name for name in self._running.outputs if name.endswith("DeadLettersUrl")]
        return {name: found for name in queues if (found := [*self._letters(self._running.outputs[name])])}

    def _letters(self, url: str) -> Iterator[str]:
        for _ in range(messages(self._clients, url)):
            received = self._clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)
            yield from (each["Body"] for each in received.get("Messages", []))
