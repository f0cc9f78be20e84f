"""DynamoDB's attribute values as they are on the wire: how they compare, and what they weigh."""

from base64 import b64decode
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from tests.fragments import Document

COMPARING = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}

Plain = str | bytes | Decimal


def kind(value: Document) -> str:
    """S, N, B, SS ..."""
    (found,) = value
    return found


def plain(value: Document) -> Plain:
    """What texts, numbers and bytes are compared by."""
    match value:
        case {"S": str(words)}:
            return words
        case {"N": str(digits)}:
            return Decimal(digits)
        case {"B": str(raw)}:
            return b64decode(raw)
        case _:
            raise TypeError(f"{kind(value)} has no order")


def compared(left: Document | None, word: str, right: Document | None) -> bool:
    """Whether that holds; what is absent, or of another kind, is only unequal."""
    if left is None or right is None or kind(left) != kind(right):
        return word == "<>" and left is not None and right is not None
    if kind(left) in ("S", "N", "B"):
        return bool(COMPARING[word](plain(left), plain(right)))
    return (left == right) is (word == "=")


def length(value: Document | None) -> Document | None:
    """What the function `size` says."""
    match value:
        case {"S": str(words)}:
            found = len(words.encode())
        case {"B": str(raw)}:
            found = len(b64decode(raw))
        case {"SS": many} | {"NS": many} | {"L": many} | {"M": many}:
            found = len(many)
        case _:
            return None
    return {"N": str(found)}


def holds(whole: Document | None, part: Document | None) -> bool:
    """What the function `contains` says."""
    if whole is None or part is None:
        return False
    match whole:
        case {"S": str(words)}:
            return kind(part) == "S" and part["S"] in words
        case {"SS": many} | {"NS": many}:
            return plain(part) in many
        case {"L": many}:
            return part in many
        case _:
            return False


def summed(left: Document | None, right: Document, sign: int = 1) -> Document:
    """What ADD makes of the attribute; of a set the union."""
    if kind(right) == "N":
        before = Decimal(left["N"]) if left is not None else Decimal(0)
        return {"N": str(before + sign * Decimal(right["N"]))}
    return {"SS": sorted({*(left["SS"] if left is not None else ()), *right["SS"]})}


def weight(value: Document) -> int:
    """Bytes, a little less than DynamoDB counts."""
    match value:
        case {"S": str(words)}:
            return len(words.encode())
        case {"B": str(raw)}:
            return len(raw) * 3 // 4
        case {"M": parts}:
            return 3 + sum(1 + len(name.encode()) + weight(part) for name, part in parts.items())
        case {"L": parts}:
            return 3 + sum(1 + weight(part) for part in parts)
        case _:
            return sum(len(str(part)) for part in value.values())
