"""Pipedrive as its stand-in plays it.

https://developers.pipedrive.com/docs/api/v1
https://pipedrive.readme.io/docs/core-api-concepts-pagination
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, route, said
from local.crm.pipedrive import checks
from local.crm.pipedrive.answers import INFO, PACE, USUAL, content, page, refused, success
from local.crm.pipedrive.company import Company
from local.crm.pipedrive.seed import Record

TOKEN: Final = "pipedrive-token-of-the-stand-in"  # noqa: S105 - it opens nothing but the stand-in
FILTERS: Final = ("owner_id", "org_id", "person_id", "deal_id", "stage_id", "status", "done")

ENDS: Final = {"won": "won_time", "lost": "lost_time"}


class Pipedrive:
    """One company, whose users have `token`."""

    def __init__(self, token: str = TOKEN, company: Company | None = None) -> None:
        self.token = token
        self.company = company or Company()

    @property
    def routes(self) -> Sequence[Route]:
        """The paths of both versions."""
        return (
            route("GET", "/api/v1/users", self._users),
            route("GET", "/api/v1/users/{id}", self._one("users")),
            route("GET", "/api/v1/leads", self._leads),
            route("POST", "/api/v1/leads", self._add_lead),
            route("GET", "/api/v1/leads/{id}", self._one("leads")),
            route("PATCH", "/api/v1/leads/{id}", self._change("leads")),
            route("GET", "/api/v2/persons/search", self._search),
            route("GET", "/api/v2/deals/archived", self._archived),
            route("GET", "/api/v2/stages", self._listed("stages")),
            route("GET", "/api/v2/stages/{id}", self._one("stages")),
            *(each for kind in checks.WRITTEN for each in self._of(kind)),
            *(each for endpoint in self.company.fields for each in self._of_fields(endpoint)),
        )

    def admit(self, asked: Asked) -> None:
        """Raises Refusal unless the token is shown, in its header or in the query."""
        shown = asked.headers.get("x-api-token") or asked.parameters.get("api_token")
        if shown != self.token:
            body: Json = {"success": False, "error": "unauthorized access", "errorCode": 401, "error_info": INFO}
            raise Refusal(said(401, body))

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - the same for all requests
        """The failure in Pipedrive's envelope."""
        reasons = {429: "request over limit", 401: "unauthorized access"}
        reason = failure.reason or reasons.get(failure.status, "Requested service is not available")
        waits = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
        return refused(failure.status, reason, {**PACE, "x-ratelimit-remaining": "0", **waits})

    def missing(self, asked: Asked) -> Answered:  # noqa: ARG002 - the same for all requests
        """The answer to a path that there is none."""
        return refused(404, "Unknown method .")

    def _of(self, kind: str) -> Iterable[Route]:
        yield route("GET", f"/api/v2/{kind}", self._listed(kind))
        yield route("POST", f"/api/v2/{kind}", self._add(kind))
        yield route("GET", f"/api/v2/{kind}/{{id}}", self._one(kind))
        yield route("PATCH", f"/api/v2/{kind}/{{id}}", self._change(kind))
        yield route("DELETE", f"/api/v2/{kind}/{{id}}", self._delete(kind))

    def _of_fields(self, endpoint: str) -> Iterable[Route]:
        yield route("GET", f"/api/v2/{endpoint}", lambda asked: page(asked, self.company.fields[endpoint]))
        yield route("POST", f"/api/v2/{endpoint}", lambda asked: self._add_field(endpoint, asked))

    def _users(self, asked: Asked) -> Answered:  # noqa: ARG002 - there is nothing to choose
        return success([*self.company.listed("users")])

    def _leads(self, asked: Asked) -> Answered:
        start, limit = int(asked.parameters.get("start", "0")), int(asked.parameters.get("limit", str(USUAL)))
        person = asked.parameters.get("person_id")
        of_person = [each for each in self.company.listed("leads") if person in (None, str(each.get("person_id")))]
        open_ones = [each for each in of_person if not each["is_archived"]]
        more = len(open_ones) > start + limit
        pagination: Record = {"start": start, "limit": limit, "more_items_in_collection": more}
        further: Record = {"next_start": start + limit} if more else {}
        return success([*open_ones[start : start + limit]], {"pagination": {**pagination, **further}})

    def _add_lead(self, asked: Asked) -> Answered:
        stated = content(asked)
        if not stated.get("title") or not (stated.get("person_id") or stated.get("organization_id")):
            return refused(400, "A lead needs a title, and a person or an organization")
        known = str(uuid.uuid5(uuid.NAMESPACE_URL, f"lead {len(self.company.records['leads'])}"))
        return success(self.company.add("leads", {"is_archived": False, **stated}, known), status=201)

    def _search(self, asked: Asked) -> Answered:
        """Persons by a term; of an address `exact_match` finds the very one."""
        term = asked.parameters.get("term", "").lower()
        if len(term) < 2:  # noqa: PLR2004 - as the docs have it
            return refused(400, "Search term must be at least 2 characters long")
        exact = asked.parameters.get("exact_match") == "true"
        found: list[Json] = []
        for each in self.company.listed("persons"):
            texts = [address.lower() for address in _values(each.get("emails"))]
            if asked.parameters.get("fields") != "email":
                texts.append(str(each["name"]).lower())
            if any(text == term if exact else term in text for text in texts):
                found.append(
                    {"result_score": 1.0, "item": {**each, "type": "person", "emails": _values(each["emails"])}}
                )
        return success({"items": found}, {"next_cursor": None})

    def _archived(self, asked: Asked) -> Answered:
        return page(asked, [self._shown("deals", each, asked) for each in self._deals(archived=True)])

    def _deals(self, *, archived: bool) -> Sequence[Record]:
        return [each for each in self.company.listed("deals") if (each.get("is_archived") is True) == archived]

    def _listed(self, kind: str) -> Callable[[Asked], Answered]:
        def respond(asked: Asked) -> Answered:
            found = self._deals(archived=False) if kind == "deals" else self.company.listed(kind)
            return page(asked, [self._shown(kind, each, asked) for each in found if _chosen(each, asked.parameters)])

        return respond

    def _one(self, kind: str) -> Callable[[Asked], Answered]:
        return lambda asked: success(self._shown(kind, self._found(kind, asked), asked))

    def _add(self, kind: str) -> Callable[[Asked], Answered]:
        def respond(asked: Asked) -> Answered:
            stated = self._checked(kind, asked, new=True)
            return success(self.company.add(kind, _implied(kind, stated)), status=201)

        return respond

    def _change(self, kind: str) -> Callable[[Asked], Answered]:
        def respond(asked: Asked) -> Answered:
            record = self._found(kind, asked)
            stated = content(asked) if kind == "leads" else self._checked(kind, asked, new=False)
            self.company.change(record, _implied(kind, stated))
            return success(record)

        return respond

    def _delete(self, kind: str) -> Callable[[Asked], Answered]:
        def respond(asked: Asked) -> Answered:
            record = self._found(kind, asked)
            self.company.change(record, {"is_deleted": True})
            return success({"id": record["id"]})

        return respond

    def _add_field(self, endpoint: str, asked: Asked) -> Answered:
        stated = content(asked)
        if reason := checks.field(stated):
            return refused(400, reason)
        return success(self.company.add_field(endpoint, stated), status=201)

    def _found(self, kind: str, asked: Asked) -> Record:
        if (record := self.company.find(kind, asked.parts["id"])) is None:
            raise Refusal(refused(404, f"{kind.capitalize().rstrip('s')} not found"))
        return record

    def _checked(self, kind: str, asked: Asked, *, new: bool) -> Record:
        stated = content(asked)
        fields = self.company.fields.get(checks.FIELDS_OF.get(kind, ""), [])
        if reason := checks.written(kind, stated, fields, new=new):
            raise Refusal(refused(400, reason))
        return stated

    def _shown(self, kind: str, record: Record, asked: Asked) -> Record:
        """The record with its choices as labels, where they are asked for."""
        custom, fields = record.get("custom_fields"), self.company.fields.get(checks.FIELDS_OF.get(kind, ""), [])
        if asked.parameters.get("include_option_labels") != "true" or not isinstance(custom, Mapping):
            return record
        options = {str(each["field_code"]): each["options"] for each in fields}
        return {
            **record,
            "custom_fields": {code: _labelled(value, options.get(code)) for code, value in custom.items()},
        }


def _labelled(value: Json, options: Json) -> Json:
    listed = options if isinstance(options, list) else []
    named = {each["id"]: {"id": each["id"], "label": each["label"]} for each in listed if isinstance(each, Mapping)}
    if isinstance(value, list):
        return [named[each] for each in value if isinstance(each, int)]
    return named.get(value, value) if isinstance(value, int) else value


def _implied(kind: str, stated: Record) -> Record:
    """What Pipedrive writes besides: when a deal ended, and an activity's main person."""
    if kind == "deals" and (status := stated.get("status")):
        times: Record = {"won_time": None, "lost_time": None, "close_time": None}
        ended = ENDS.get(str(status))
        return {**({**times, ended: NOW, "close_time": NOW} if ended else times), **stated}
    if kind == "deals":
        return {"status": "open", "is_archived": False, **stated} if "title" in stated else stated
    participants = stated.get("participants")
    if kind == "activities" and isinstance(participants, list):
        first = next((each for each in participants if isinstance(each, Mapping)), {})
        return {"done": False, **stated, "person_id": first.get("person_id")}
    return stated


NOW: Final = "2026-03-02T10:00:00Z"
"""When everything that ends in the stand-in does so."""


def _chosen(record: Record, parameters: Mapping[str, str]) -> bool:
    ids = parameters.get("ids")
    if ids and str(record["id"]) not in ids.split(","):
        return False
    since = parameters.get("updated_since")
    if since and str(record["update_time"]) < since:
        return False
    return all(_as_text(record.get(name)) == parameters[name] for name in FILTERS if name in parameters)


def _as_text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(listed: Json) -> list[str]:
    return [str(each["value"]) for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
