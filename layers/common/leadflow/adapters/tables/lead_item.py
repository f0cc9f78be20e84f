"""A lead's state as an item of the table `leads`, and back."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from leadflow.adapters.tables.evidence_item import read_messages, written_messages
from leadflow.adapters.tables.item import number, shard, text
from leadflow.adapters.tables.kin_item import expiry, read_kin, written_kin
from leadflow.adapters.tables.packing import pack, unpack
from leadflow.adapters.tables.standing_item import read_standing, written_standing
from leadflow.adapters.tables.tombstone_item import read_since, read_tombstone, written_tombstone
from leadflow.domain.identity import Keys, LeadId
from leadflow.domain.instant import SECOND, Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead, Register
from leadflow.domain.pace import Pace
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
        **written_standing(state.standing),
    }
    if state.wake_at is not None:
        item |= {"wake_at": number(state.wake_at), "wake_shard": text(shard(state.id))}
    if state.returns_at is not None:
        item["returns_at"] = number(state.returns_at)
    if state.pace.count:
        item["pace"] = text(_compact((state.pace.hour, state.pace.count)))
    if (kin := written_kin(state.kin)) is not None:
        item["kin"] = text(kin)
    if state.kin.to is not None:
        item["joined"] = text(state.kin.to)
    item |= written_tombstone(state)
    if (ends := expiry(state)) is not None:
        item["expires_at"] = number(ends // SECOND)
    return item


def from_item(item: "Item") -> State:
    """The state that `to_item` wrote, now or in an earlier version of this code."""
    wake_at, returns_at = _instant(item, "wake_at"), _instant(item, "returns_at")
    if wake_at is not None and "wake_shard" not in item:  # so an earlier version kept the instant of a message
        wake_at, returns_at = None, wake_at
    return State(
        id=LeadId(item["lead"]["S"]),
        lead=_lead(item),
        standing=read_standing(item),
        version=int(item["version"]["N"]),
        evaluated_at=Instant(int(item["evaluated_at"]["N"])),
        wake_at=wake_at,
        returns_at=returns_at,
        model=item["model"]["S"],
        pace=Pace(*json.loads(item["pace"]["S"])) if "pace" in item else Pace(),
        kin=read_kin(item["kin"]["S"], item.get("joined", {}).get("S")) if "kin" in item else Kin(),
        tombstone=read_tombstone(item),
        since=read_since(item),
    )


# Keys and traits are what senders wrote. As ASCII-escaped JSON it is kept exactly, while DynamoDB takes no
# lone surrogates, and its numbers do not tell 1 from 1.0.


def _known(lead: Lead) -> "dict[str, AttributeValueTypeDef]":
    keys = {kind: value for kind, value in asdict(lead.keys).items() if value is not None}
    item: dict[str, AttributeValueTypeDef] = {}
    if keys:
        item["keys"] = text(_compact(keys))
    if lead.first_seen is not None:
        item["first_seen"] = number(lead.first_seen)
    for name, registers in (("traits", lead.traits), ("voids", lead.voids)):
        if registers:
            item[name] = text(
                _compact({of: (each.value, each.at, each.rank, each.id) for of, each in registers.items()})
            )
    if lead.messages:
        item["messages"] = {"B": written_messages(lead.messages, lead.occurrences.values())}
    if lead.erase_requested is not None:
        item["erase_requested"] = number(lead.erase_requested)
    if lead.full:
        item["full"] = text(_compact(sorted(lead.full)))
    if lead.occurrences:
        item["occurrences"] = {"B": pack(lead.occurrences.values())}
    return item


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _lead(item: "Item") -> Lead:
    known = unpack(item["occurrences"]["B"]) if "occurrences" in item else {}
    return Lead(
        keys=Keys(**json.loads(item["keys"]["S"])) if "keys" in item else Keys(),
        first_seen=_instant(item, "first_seen"),
        occurrences=known,
        traits=_registers(item, "traits"),
        voids=_registers(item, "voids"),
        messages=read_messages(item["messages"]["B"], known.values()) if "messages" in item else {},
        full=frozenset(json.loads(item["full"]["S"])) if "full" in item else frozenset(),
        erase_requested=_instant(item, "erase_requested"),
    )


def _instant(item: "Item", name: str) -> Instant | None:
    return Instant(int(item[name]["N"])) if name in item else None


def _registers(item: "Item", name: str) -> dict[str, Register]:
    written = json.loads(item[name]["S"]) if name in item else {}
    return {of: Register(value, Instant(at), rank, by) for of, (value, at, rank, by) in written.items()}
