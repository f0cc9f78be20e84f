"""What DynamoDB says when it does not write: which conditions failed, and on which item."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypedDict, cast

from leadflow.adapters.aws import code
from leadflow.adapters.passing import PASSING
from leadflow.application.ports import Outrun, OutsideDown

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

    from leadflow.adapters.tables.item import Item

CONDITION: Final = "ConditionalCheckFailed"
CONFLICT: Final = "TransactionConflict"


class Reason(TypedDict, total=False):
    """Why one write was not done; `Code` is "None" where another write of its transaction was refused."""

    Code: str
    Item: "Item"


def reasons(error: "ClientError") -> Sequence[Reason]:
    """A reason for every write of a refused transaction in its order; one where a single write was refused.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CancellationReason.html
    """
    response = cast("Mapping[str, Sequence[Reason]]", error.response)
    if code(error) == "TransactionCanceledException":
        return response["CancellationReasons"]
    reason: Reason = {"Code": code(error).removesuffix("Exception")}
    if item := cast("Mapping[str, Item]", error.response).get("Item"):
        reason["Item"] = item
    return [reason]


def by_condition(error: "ClientError") -> bool:
    """Whether the condition of a single write did not hold."""
    return reasons(error)[0].get("Code") == CONDITION


def outrun_or_down(error: "ClientError") -> Outrun | OutsideDown | None:
    """What the refusal means to whoever wrote under what was read; None where the write itself is no good.

    Another writer was faster, or is at the same items just now; or DynamoDB cannot for the moment.
    """
    codes = {reason.get("Code", "None") for reason in reasons(error)}
    if codes & {CONDITION, CONFLICT}:
        return Outrun()
    return down(error)


def down(error: "ClientError") -> OutsideDown | None:
    """What may pass by itself; None for all else."""
    passing = PASSING & {reason.get("Code", "None") for reason in reasons(error)}
    return OutsideDown(f"{error.operation_name}: {', '.join(sorted(passing))}") if passing else None
