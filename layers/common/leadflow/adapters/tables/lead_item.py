"""A lead's state as an item of the table `leads`, and back."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from leadflow.adapters.tables.item import number, shard, text
from leadflow.adapters.tables.packing import pack, unpack
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.lead import Lead, Register
from leadflow.domain.standing import Standing
from leadflow.domain.state import State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item


def to_item(state: State) -> "Item":
    """The item: what the lead did is packed, all else is readable; what is empty is left out."""
    item = {
        "lead": text(state.id),
        "version": number(state.version),
        "evaluated_at": number(state.evaluated_at),
        "model": text(state.model),
        **_known(state.lead),
        **_standing(state.standing),
    }
    if state.wake_at is not None:
        item["wake_at"] = number(state.wake_at)
    if state.indexed:
        item["wake_shard"] = text(shard(state.id))
    return item


def from_item(item: "Item") -> State:
    """The state that `to_item` wrote, now or in an earlier version of this code."""
    wake_at = item.get("wake_at")
    return State(
        id=LeadId(item["lead"]["S"]),
        lead=_lead(item),
        standing=Standing(
            segments={name: Instant(int(at["N"])) for name, at in _map(item, "segments").items()},
            classes={name: label.get("S") for name, label in _map(item, "classes").items()},
            alerts={name: Instant(int(at["N"])) for name, at in _map(item, "alerts").items()},
        ),
        version=int(item["version"]["N"]),
        evaluated_at=Instant(int(item["evaluated_at"]["N"])),
        wake_at=None if wake_at is None else Instant(int(wake_at["N"])),
        indexed="wake_shard" in item,
        model=item["model"]["S"],
    )


# Keys and traits are what senders wrote. As ASCII-escaped JSON it is kept exactly, while DynamoDB takes no
# lone surrogates, and its numbers do not tell 1 from 1.0.


def _known(lead: Lead) -> "dict[str, AttributeValueTypeDef]":
    keys = {kind: value for kind, value in asdict(lead.keys).items() if value is not None}
    traits = {name: (known.value, known.at, known.rank, known.id) for name, known in lead.traits.items()}
    item: dict[str, AttributeValueTypeDef] = {}
    if keys:
        item["keys"] = text(_compact(keys))
    if lead.first_seen is not None:
        item["first_seen"] = number(lead.first_seen)
    if traits:
        item["traits"] = text(_compact(traits))
    if lead.occurrences:
        item["occurrences"] = {"B": pack(lead.occurrences.values())}
    return item


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _lead(item: "Item") -> Lead:
    first_seen, occurrences = item.get("first_seen"), item.get("occurrences")
    return Lead(
        keys=Keys(**json.loads(item["keys"]["S"])) if "keys" in item else Keys(),
        first_seen=None if first_seen is None else Instant(int(first_seen["N"])),
        occurrences={} if occurrences is None else unpack(occurrences["B"]),
        traits=_traits(item["traits"]["S"]) if "traits" in item else {},
    )


def _traits(written: str) -> dict[str, Register]:
    return {name: Register(value, Instant(at), rank, by) for name, (value, at, rank, by) in json.loads(written).items()}


def _standing(standing: Standing) -> "dict[str, AttributeValueTypeDef]":
    parts: dict[str, dict[str, AttributeValueTypeDef]] = {
        "segments": {name: number(since) for name, since in standing.segments.items()},
        "classes": {name: _label(label) for name, label in standing.classes.items()},
        "alerts": {name: number(last) for name, last in standing.alerts.items()},
    }
    return {name: {"M": part} for name, part in parts.items() if part}


def _label(label: str | None) -> "AttributeValueTypeDef":
    return {"NULL": True} if label is None else text(label)


def _map(item: "Item", name: str) -> "Item":
    return item[name]["M"] if name in item else {}
