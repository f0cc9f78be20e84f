"""A lead's standing as attributes of its item, and back."""

import json
from typing import TYPE_CHECKING, Any

from leadflow.adapters.tables.item import number, text
from leadflow.domain.instant import Instant
from leadflow.domain.standing import Standing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from leadflow.adapters.tables.item import Item


def written_standing(standing: Standing) -> "dict[str, AttributeValueTypeDef]":
    """The attributes; what is empty is left out."""
    parts: dict[str, dict[str, AttributeValueTypeDef]] = {
        "segments": {name: number(since) for name, since in standing.segments.items()},
        "classes": {name: _label(label) for name, label in standing.classes.items()},
        "alerts": {name: number(last) for name, last in standing.alerts.items()},
    }
    item: dict[str, AttributeValueTypeDef] = {name: {"M": part} for name, part in parts.items() if part}
    lists = {
        "told": sorted(standing.told),
        "occurred": standing.occurred,
        "blocked": standing.blocked,
        "set_back": standing.set_back,
        "counted": standing.counted,
    }
    return item | {name: text(json.dumps(each, separators=(",", ":"))) for name, each in lists.items() if each}


def read_standing(item: "Item") -> Standing:
    """The standing that the attributes state."""
    set_back = _json(item, "set_back")
    return Standing(
        segments={name: Instant(int(at["N"])) for name, at in _map(item, "segments").items()},
        classes={name: label.get("S") for name, label in _map(item, "classes").items()},
        alerts={name: Instant(int(at["N"])) for name, at in _map(item, "alerts").items()},
        told=frozenset(_json(item, "told") or ()),
        occurred={name: tuple(ids) for name, ids in (_json(item, "occurred") or {}).items()},
        blocked={name: tuple(labels) for name, labels in (_json(item, "blocked") or {}).items()},
        set_back=None if set_back is None else (Instant(set_back[0]), set_back[1]),
        counted={name: tuple(map(Instant, each)) for name, each in (_json(item, "counted") or {}).items()},
    )


def _json(item: "Item", name: str) -> Any:  # noqa: ANN401 - JSON that was written a few lines above
    return json.loads(item[name]["S"]) if name in item else None


def _label(label: str | None) -> "AttributeValueTypeDef":
    return {"NULL": True} if label is None else text(label)


def _map(item: "Item", name: str) -> "Item":
    return item[name]["M"] if name in item else {}
