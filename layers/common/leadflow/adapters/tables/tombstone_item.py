"""What is left of an erased lead as attributes of its item, and back."""

import json
from typing import TYPE_CHECKING

from leadflow.adapters.tables.item import number, text
from leadflow.domain.identity import LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.state import State, Tombstone

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item


def written_tombstone(state: State) -> "dict[str, AttributeValueTypeDef]":
    """The attributes; of a lead that was never erased there are none."""
    item: dict[str, AttributeValueTypeDef] = {}
    if state.since:
        item["since"] = number(state.since)
    if (stone := state.tombstone) is not None:
        item |= {"erased_at": number(stone.at), "finished": {"BOOL": stone.finished}}
        if stone.near:
            item["near"] = text(json.dumps(sorted(stone.near), separators=(",", ":")))
    return item


def read_tombstone(item: "Item") -> Tombstone | None:
    """The tombstone, where one stands."""
    if "erased_at" not in item:
        return None
    near = json.loads(item["near"]["S"]) if "near" in item else ()
    return Tombstone(Instant(int(item["erased_at"]["N"])), frozenset(map(LeadId, near)), item["finished"]["BOOL"])


def read_since(item: "Item") -> Instant:
    """From when on what the lead does counts; 0 where it was never erased."""
    return Instant(int(item["since"]["N"])) if "since" in item else Instant(0)
