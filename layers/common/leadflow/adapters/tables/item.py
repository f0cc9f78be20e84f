"""DynamoDB's items: their type, their attributes, and their size as DynamoDB counts it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = Mapping[str, AttributeValueTypeDef]

LIMIT: Final = 400 * 1024
"""Bytes that an item may have."""

SHARDS: Final = tuple(f"{number:02d}" for number in range(16))
"""The parts of an index by time, so that one minute's leads do not all stand in one partition."""


def text(value: str) -> "AttributeValueTypeDef":
    """The attribute of a text."""
    return {"S": value}


def number(value: int) -> "AttributeValueTypeDef":
    """The attribute of a whole number, up to 38 digits."""
    return {"N": str(value)}


def shard(lead: str) -> str:
    """The part of every sharded index that the lead belongs to."""
    return SHARDS[crc32(lead.encode()) % len(SHARDS)]


def size(item: "Item") -> int:
    """The item's bytes: the names and the values.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return sum(len(name.encode()) + _weight(value) for name, value in item.items())


def _weight(value: "AttributeValueTypeDef") -> int:
    match value:
        case {"S": str(words)}:
            return len(words.encode())
        case {"B": bytes(raw)}:
            return len(raw)
        case {"N": str(digits)}:
            return _digits(digits)
        case {"M": parts}:
            return 3 + sum(1 + len(name.encode()) + _weight(part) for name, part in parts.items())
        case {"L": parts}:
            return 3 + sum(1 + _weight(part) for part in parts)
        case _:
            return 1  # null or boolean


def _digits(digits: str) -> int:
    """One byte for two significant digits, one more, and one for a minus."""
    significant = digits.lstrip("-").replace(".", "").strip("0")
    return (len(significant) + 1) // 2 + 1 + digits.startswith("-")
