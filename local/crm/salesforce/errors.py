"""How Salesforce refuses: a list of errors, each with its code.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Failure, Refusal, said

WORDED: Final[Mapping[int, tuple[int, str, str]]] = {
    401: (401, "INVALID_SESSION_ID", "Session expired or invalid"),
    403: (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    429: (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
    503: (503, "SERVER_UNAVAILABLE", "We are down for maintenance."),
}
"""What goes wrong for other reasons than the request's own; there is no 429 at Salesforce."""


def fault(status: int, code: str, message: str, fields: Sequence[str] | None = None) -> Answered:
    """An error's answer."""
    named: Mapping[str, Json] = {} if fields is None else {"fields": [*fields]}
    return said(status, [{"message": message, "errorCode": code, **named}])


def refusal(status: int, code: str, message: str, fields: Sequence[str] | None = None) -> Refusal:
    """The error as it is raised."""
    return Refusal(fault(status, code, message, fields))


def not_found(message: str = "The requested resource does not exist") -> Refusal:
    """There is no such record, or no such place."""
    return refusal(404, "NOT_FOUND", message)


def no_field(name: str, of: str) -> Refusal:
    """A record is written with a field that its object does not have."""
    return refusal(400, "INVALID_FIELD", f"No such column '{name}' on sobject of type {of}")


def failed(failure: Failure) -> Answered:
    """What goes wrong because a test wants it, or a limit is reached."""
    unknown = (failure.status, "UNKNOWN_EXCEPTION", "An unexpected error occurred.")
    status, code, message = WORDED.get(failure.status, unknown)
    answered = fault(status, failure.reason or code, message)
    waits = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return Answered(answered.status, answered.body, {**answered.headers, **waits})
