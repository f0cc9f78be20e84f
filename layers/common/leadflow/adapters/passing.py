"""Which of AWS's failures may pass, so that the same call may succeed later."""

from typing import Final

PASSING: Final = frozenset(
    {
        "InternalServerError",
        "InternalServiceError",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Error codes of AWS after which the same call may succeed."""

_THEIR_FAULT: Final = 500
"""Status codes from here on blame the server."""

CONNECT: Final = 2
READ: Final = 10
"""Seconds that a connection, and an answer, are waited for."""

TRIES: Final = 4
"""So often a call is made in all while what fails may pass."""


def passes(code: str, status: int) -> bool:
    """Whether the same call may succeed later, by the error's code and the status of the answer."""
    return code in PASSING or status >= _THEIR_FAULT
