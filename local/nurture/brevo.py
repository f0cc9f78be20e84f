"""The contact lists of Brevo as its stand-in plays them.

https://developers.brevo.com/reference/create-contact
https://developers.brevo.com/reference/update-contact
"""

from collections.abc import Mapping, Sequence
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, route, said

TOKEN: Final = "xkeysib-of-the-stand-in"  # noqa: S105 - it opens nothing but the stand-in

_CODES: Final = {401: "unauthorized", 429: "too_many_requests"}


class Brevo:
    """One account with these lists."""

    def __init__(self, lists: Sequence[int]) -> None:
        self.lists = set(lists)
        self._contacts: dict[str, set[int]] = {}

    @property
    def routes(self) -> Sequence[Route]:
        """The paths that are played."""
        return (
            route("POST", "/v3/contacts", self._create),
            route("PUT", "/v3/contacts/{identifier}", self._update),
        )

    def members(self, number: int) -> Sequence[str]:
        """The addresses on the list."""
        return sorted(email for email, lists in self._contacts.items() if number in lists)

    def admit(self, asked: Asked) -> None:
        """Raises Refusal unless the key is shown."""
        if asked.headers.get("api-key") != TOKEN:
            raise Refusal(_refused(401, "unauthorized", "Key not found"))

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - the same for all requests
        """The failure in Brevo's words; of its limits it tells how many seconds are left."""
        code = _CODES.get(failure.status, "internal_error")
        waits = {} if failure.retry_after is None else {"x-sib-ratelimit-reset": str(failure.retry_after)}
        answered = _refused(failure.status, code, failure.reason or code)
        return Answered(answered.status, answered.body, {**answered.headers, **waits})

    def missing(self, asked: Asked) -> Answered:  # noqa: ARG002 - the same for all requests
        """The answer to a path that there is none."""
        return _refused(404, "document_not_found", "Route not found")

    def _create(self, asked: Asked) -> Answered:
        written = _object(asked)
        email, lists = written.get("email"), _numbers(written.get("listIds"))
        if not isinstance(email, str) or "@" not in email:
            return _refused(400, "invalid_parameter", "email is not valid")
        if not lists <= self.lists:
            return _refused(400, "invalid_parameter", "Invalid list ids")
        known = email.lower() in self._contacts
        if known and written.get("updateEnabled") is not True:
            return _refused(400, "duplicate_parameter", "Contact already exist")
        self._contacts.setdefault(email.lower(), set()).update(lists)
        return Answered(204) if known else said(201, {"id": len(self._contacts)})

    def _update(self, asked: Asked) -> Answered:
        contact = self._contacts.get(asked.parts["identifier"].lower())
        if contact is None:
            return _refused(404, "document_not_found", "Contact does not exist")
        written = _object(asked)
        joined, left = _numbers(written.get("listIds")), _numbers(written.get("unlinkListIds"))
        if not joined | left <= self.lists:
            return _refused(400, "invalid_parameter", "Invalid list ids")
        contact.update(joined)
        contact.difference_update(left)
        return Answered(204)


def _object(asked: Asked) -> Mapping[str, Json]:
    try:
        found = asked.json()
    except ValueError:
        found = None
    if not isinstance(found, Mapping):
        raise Refusal(_refused(400, "bad_request", "Input must be a valid JSON object"))
    return found


def _numbers(found: Json) -> set[int]:
    return {each for each in found if isinstance(each, int)} if isinstance(found, list) else set()


def _refused(status: int, code: str, message: str) -> Answered:
    return said(status, {"code": code, "message": message})
