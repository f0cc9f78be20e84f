"""What can be seen of a world from its outside: what was accepted, what is known, what was told."""

import json
import zlib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from leadflow.adapters.tables import outbox_item
from leadflow.adapters.tables.lead_item import from_item
from leadflow.domain.identity import LeadId, lead_id
from leadflow.domain.news import News
from leadflow.domain.state import State
from tests.fragments import Document
from tests.oracle.kinship import Key, keys_of, owners
from tests.torture.models import CHANGED, KEY, MODEL
from tests.torture.world import World

POISON = "poison"
"""What it stands in cannot be worked on."""


def wire(item: Document) -> Document:
    """The item as botocore reads it."""
    return {name: {"B": b64decode(value["B"])} if "B" in value else value for name, value in item.items()}


@dataclass(frozen=True)
class Seen:
    """The world at its end."""

    world: World

    @property
    def model(self) -> Document:
        return {"model": MODEL, "changed": CHANGED}[self.world.model]

    def items(self, table: str) -> Sequence[Document]:
        return list(self.world.cloud.dynamodb.tables[table].items.values())

    @cached_property
    def accepted(self) -> Sequence[Document]:
        """All activities that ever were in the queue, in no order, but what cannot be worked on."""
        found = [activity for body in self.sent("intake") for activity in _activities(body)]
        return list({json.dumps(each, sort_keys=True): each for each in found if POISON not in each["id"]}.values())

    def sent(self, queue: str) -> Iterator[str]:
        return (body for name, body in self.world.cloud.sqs.sent if name == queue)

    @cached_property
    def dead(self) -> Sequence[str]:
        """What lies in the dead letters of the intake."""
        return [each.body for each in self.world.cloud.sqs.queues["intake-dead"].messages]

    @cached_property
    def kept(self) -> set[str]:
        """The ids of the activities in the timeline."""
        return {activity_of(each)["id"] for each in self.items("Timeline") if "activity" in each}

    @cached_property
    def owners(self) -> Mapping[Key, Key]:
        return owners([each for each in self.accepted if keys_of(each)])

    @cached_property
    def deeds(self) -> Mapping[Key, Sequence[Document]]:
        """What each lead did, by the key under which it lives."""
        found = defaultdict[Key, list[Document]](list)
        for each in self.accepted:
            if keys := keys_of(each):
                found[self.owners[keys[0]]].append(each)
        return found

    @cached_property
    def states(self) -> Mapping[LeadId, State]:
        found = (from_item(wire(each)) for each in self.items("Leads") if "version" in each)
        return {state.id: state for state in found}

    def state(self, key: Key) -> State | None:
        return self.states.get(lead_id(key, KEY.encode()))

    @cached_property
    def news(self) -> Sequence[News]:
        """All that was published, in its order."""
        return sorted((outbox_item.from_item(each) for each in self.items("Outbox")), key=lambda each: each.version)

    @cached_property
    def events(self) -> Sequence[str]:
        """The ids of the news that the bus was told, as often as it was."""
        return [json.loads(each["Detail"])["id"] for each in self.world.cloud.events]


def activity_of(item: Document) -> Document:
    """The activity that an item of the timeline holds."""
    found: Document = json.loads(zlib.decompress(b64decode(item["activity"]["B"])))
    return found


def _activities(body: str) -> Sequence[Document]:
    try:
        found = json.loads(body)
    except ValueError:
        return ()
    return [each for each in found.get("activities", ()) if "type" in each and "id" in each]
