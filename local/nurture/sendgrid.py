"""The contact lists of SendGrid as its stand-in plays them: every change is a job, done a while later.

https://www.twilio.com/docs/sendgrid/api-reference/contacts
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.instant import Duration, Instant
from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, route, said

TOKEN: Final = "SG.key-of-the-stand-in"  # noqa: S105 - it opens nothing but the stand-in
MOST: Final = 100


@dataclass(slots=True)
class _Contact:
    id: str
    lists: set[str] = field(default_factory=set)


class SendGrid:
    """One account with these lists; a job is done `lag` after it was taken."""

    def __init__(self, lists: Sequence[str], now: Callable[[], Instant], lag: Duration = Duration(0)) -> None:
        self.lists, self.lag = set(lists), lag
        self._now = now
        self._contacts: dict[str, _Contact] = {}
        self._jobs: list[tuple[Instant, Callable[[], None]]] = []

    @property
    def routes(self) -> Sequence[Route]:
        """The paths that are played."""
        return (
            route("PUT", "/v3/marketing/contacts", self._put),
            route("POST", "/v3/marketing/contacts/search/emails", self._search),
            route("DELETE", "/v3/marketing/lists/{list}/contacts", self._remove),
        )

    def members(self, name: str) -> Sequence[str]:
        """The addresses on the list by now."""
        self._work()
        return sorted(email for email, contact in self._contacts.items() if name in contact.lists)

    def admit(self, asked: Asked) -> None:
        """Raises Refusal unless the key is shown, and JSON is asked for."""
        if asked.bearer != TOKEN:
            raise Refusal(_refused(401, None, "authorization required"))
        if "application/json" not in asked.headers.get("accept", ""):
            raise Refusal(_refused(406, None, "Accept header required"))

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - the same for all requests
        """The failure in SendGrid's words; of its limits it tells when they end, in seconds since 1970."""
        waits = {} if failure.retry_after is None else {"x-ratelimit-reset": str(failure.retry_after)}
        reason = "too many requests" if failure.status == 429 else "internal error"  # noqa: PLR2004 as HTTP has it
        answered = _refused(failure.status, None, failure.reason or reason)
        return Answered(answered.status, answered.body, {**answered.headers, **waits})

    def missing(self, asked: Asked) -> Answered:  # noqa: ARG002 - the same for all requests
        """The answer to a path that there is none."""
        return _refused(404, None, "not found")

    def _put(self, asked: Asked) -> Answered:
        written = _object(asked)
        lists, contacts = _texts(written.get("list_ids")), written.get("contacts")
        if not set(lists) <= self.lists:
            return _refused(400, "list_ids", "one or more of the list ids do not exist")
        people = contacts if isinstance(contacts, list) else []
        emails = [str(each["email"]).lower() for each in people if isinstance(each, Mapping) and "email" in each]
        if not emails or not all("@" in each for each in emails):
            return _refused(400, "contacts", "length should be at least 1 and every email valid")

        def job() -> None:
            for email in emails:
                self._contacts.setdefault(email, _Contact(str(uuid.uuid4()))).lists.update(lists)

        return self._queued(job)

    def _search(self, asked: Asked) -> Answered:
        self._work()
        wanted = [each.lower() for each in _texts(_object(asked).get("emails"))]
        if not 0 < len(wanted) <= MOST:
            return _refused(400, "emails", "between 1 and 100 addresses")
        if not any(each in self._contacts for each in wanted):
            return said(404, {"errors": [{"field": "emails", "message": "no contacts found"}]})
        return said(200, {"result": {each: self._found(each) for each in wanted}})

    def _found(self, email: str) -> Json:
        contact = self._contacts.get(email)
        if contact is None:
            return {"error": "contact not found"}
        return {"contact": {"id": contact.id, "email": email, "list_ids": sorted(contact.lists)}}

    def _remove(self, asked: Asked) -> Answered:
        self._work()
        name, ids = asked.parts["list"], set(asked.parameters.get("contact_ids", "").split(","))
        if name not in self.lists:
            return said(404, {})
        found = [each for each in self._contacts.values() if each.id in ids]
        if not found:
            return said(404, {})

        def job() -> None:
            for contact in found:
                contact.lists.discard(name)

        return self._queued(job)

    def _queued(self, job: Callable[[], None]) -> Answered:
        self._jobs.append((Instant(self._now() + self.lag), job))
        self._work()
        return said(202, {"job_id": str(uuid.uuid4())})

    def _work(self) -> None:
        """Do what is due by now, in its order."""
        now = self._now()
        for at, job in self._jobs:
            if at <= now:
                job()
        self._jobs = [each for each in self._jobs if each[0] > now]


def _object(asked: Asked) -> Mapping[str, Json]:
    try:
        found = asked.json()
    except ValueError:
        found = None
    if not isinstance(found, Mapping):
        raise Refusal(_refused(400, None, "invalid JSON"))
    return found


def _texts(found: Json) -> Sequence[str]:
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _refused(status: int, name: str | None, message: str) -> Answered:
    return said(status, {"errors": [{"field": name, "message": message}]})
