"""How Dataverse says no.

https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
"""

from typing import Final

from local.crm.exchange import Answered, Failure, Refusal, said

NOT_FOUND: Final = "0x80040217"
NO_SUCH_KEY: Final = "0x80060891"
MISSPELT: Final = "0x80060888"
NO_SUCH_PROPERTY: Final = "0x80048d19"
NO_SUCH_OPTION: Final = "0x8004431a"
EXISTS: Final = "0x80044153"
CHANGED: Final = "0x80060882"
DUPLICATE: Final = "0x80060892"
BUSY: Final = "0x80072322"
PRIVILEGES: Final = "0x80040220"
UNEXPECTED: Final = "0x80040216"

_SAID: Final = {
    429: (BUSY, "Number of requests exceeded the limit of 6000 over time window of 300 seconds."),
    403: (PRIVILEGES, "Principal user is missing prvReadContact privilege."),
}


def error(status: int, code: str, message: str) -> Answered:
    """An answer with the code and the message in their envelope."""
    return said(status, {"error": {"code": code, "message": message}})


def refusal(status: int, code: str, message: str) -> Refusal:
    """The same, to be raised."""
    return Refusal(error(status, code, message))


def unauthorised() -> Answered:
    """The answer to a token that is none: it has no body."""
    return Answered(401, headers={"www-authenticate": 'Bearer authorization_uri="https://login.example/"'})


def failed(failure: Failure) -> Answered:
    """A failure that a test has asked for."""
    if failure.status == 401:  # noqa: PLR2004 - the status
        return unauthorised()
    code, message = _SAID.get(failure.status, (UNEXPECTED, "An unexpected error occurred."))
    answered = error(failure.status, code, failure.reason or message)
    waits = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return Answered(answered.status, answered.body, {**answered.headers, **waits})
