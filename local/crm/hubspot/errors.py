"""How HubSpot refuses.

https://developers.hubspot.com/docs/api/error-handling
https://developers.hubspot.com/docs/api/usage-details
"""

import json
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Failure, Refusal, said

_NUMBERS: Final = count(1)

LIMITS: Final[Mapping[str, str]] = {
    "TEN_SECONDLY_ROLLING": "You have reached your ten_secondly_rolling limit.",
    "SECONDLY": "You have reached your secondly limit.",
    "DAILY": "You have reached your daily limit.",
}
"""The policies of 429, each with its message."""


def fault(status: int, category: str, message: str, **more: Json) -> Answered:
    """An error's answer."""
    number = f"{next(_NUMBERS):08d}-0000-4000-8000-000000000000"
    return said(status, {"status": "error", "message": message, "correlationId": number, "category": category, **more})


def refusal(status: int, category: str, message: str, **more: Json) -> Refusal:
    """The error as it is raised."""
    return Refusal(fault(status, category, message, **more))


def invalid(message: str, **more: Json) -> Refusal:
    """Something in the request is not as it must be."""
    return refusal(400, "VALIDATION_ERROR", message, **more)


def invalid_values(faults: Sequence[Mapping[str, Json]]) -> Refusal:
    """Values of properties are not as they must be."""
    return invalid(f"Property values were not valid: {json.dumps(faults)}")


def missing(kind: str, identity: str) -> Refusal:
    """There is no such record."""
    return refusal(
        404,
        "OBJECT_NOT_FOUND",
        f"Object not found.  objectId: {identity} objectType: {kind}",
        context={"id": [identity]},
    )


def unauthorised() -> Refusal:
    """No token, or one that is none."""
    return refusal(
        401,
        "INVALID_AUTHENTICATION",
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details"
        " at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    )


def forbidden(scope: str) -> Refusal:
    """The app was not given that scope."""
    return refusal(
        403,
        "MISSING_SCOPES",
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: "
        "https://developers.hubspot.com/scopes.",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": [scope]},
            }
        ],
        links={"scopes": "https://developers.hubspot.com/scopes"},
    )


def failed(failure: Failure) -> Answered:
    """What goes wrong because a test wants it, or a limit is reached; `reason` is the limit's policy."""
    headers = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    if failure.status == 429:  # noqa: PLR2004 - HTTP's own number
        policy = failure.reason or "TEN_SECONDLY_ROLLING"
        answered = fault(429, "RATE_LIMITS", LIMITS[policy], errorType="RATE_LIMIT", policyName=policy)
    else:
        answered = fault(failure.status, failure.reason or "ERROR", "There was a problem with the request.")
    return Answered(answered.status, answered.body, {**answered.headers, **headers})
