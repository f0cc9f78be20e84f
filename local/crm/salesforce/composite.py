"""Several requests in one, which may name each other's results, and several records in one.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.payloads import body
from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Refusal, Route, find, route, said
from local.crm.salesforce import errors
from local.crm.salesforce.fields import OBJECTS
from local.crm.salesforce.org import Org
from local.crm.salesforce.sobjects import SObjects, allowed, content

REQUESTS: Final = 25
RECORDS: Final = 200

_REFERENCE: Final = re.compile(r"@\{(\w+)\.([\w.\[\]]+)\}")
_FAILED: Final = 400


@dataclass(frozen=True)
class Composite:
    """What is asked of an organisation at once; `inner` are the routes that its parts may take."""

    org: Org
    sobjects: SObjects
    inner: Sequence[Route]

    def routes(self) -> Sequence[Route]:
        """The paths."""
        base = "/services/data/{version}/composite"
        return [
            *(route("POST", path, self._requests) for path in (base, f"{base}/")),
            route("POST", f"{base}/sobjects", self._create),
            route("PATCH", f"{base}/sobjects", self._update),
            route("DELETE", f"{base}/sobjects", self._delete),
            route("PATCH", f"{base}/sobjects/{{of}}/{{field}}", self._upsert),
        ]

    def _requests(self, asked: Asked) -> Answered:
        stated = content(asked)
        parts = [body.part(each) for each in body.items(stated.get("compositeRequest"))]
        if not 0 < len(parts) <= REQUESTS:
            raise errors.refusal(400, "LIMIT_EXCEEDED", f"A composite holds 1 to {REQUESTS} subrequests")
        done: dict[str, Json] = {}
        before = self.org.kept()
        answers = [self._part(each, asked, done) for each in parts]
        if stated.get("allOrNone") is True and any(_status(each) >= _FAILED for each in answers):
            self.org.tables = before
            answers = [_halted(each) for each in answers]
        return said(200, {"compositeResponse": [*answers]})

    def _part(self, part: Mapping[str, Json], asked: Asked, done: dict[str, Json]) -> dict[str, Json]:
        name = str(part.get("referenceId"))
        try:
            inner = _resolved(json.dumps({"url": part.get("url"), "body": part.get("body")}), done)
            path, _, query = str(inner["url"]).partition("?")
            given = {**asked.headers, **_lower(body.part(part.get("httpHeaders")))}
            method = str(part.get("method"))
            request = Asked(method, path, query, given, json.dumps(inner["body"]).encode(), place=asked.place)
            if (found := find(self.inner, request)) is None:
                raise errors.not_found()
            answered = found[1](found[0])
        except Refusal as refusal:
            answered = refusal.answered
        content = json.loads(answered.body) if answered.body else None
        done[name] = content
        return {"body": content, "httpHeaders": {}, "httpStatusCode": answered.status, "referenceId": name}

    def _create(self, asked: Asked) -> Answered:
        def create(record: dict[str, Json]) -> str:
            of = str(body.part(record.pop("attributes")).get("type"))
            return self.org.create(of, record, allow=allowed(asked.headers))

        return self._each(asked, create)

    def _update(self, asked: Asked) -> Answered:
        def update(record: dict[str, Json]) -> str:
            known, of = str(record.pop("id", None)), str(body.part(record.pop("attributes")).get("type"))
            self.org.update(of, known, record)
            return known

        return self._each(asked, update)

    def _upsert(self, asked: Asked) -> Answered:
        of, field = asked.parts["of"], asked.parts["field"]

        def upsert(record: dict[str, Json]) -> tuple[str, bool]:
            record.pop("attributes", None)
            value = str(record.pop(field, ""))
            status, answer = self.sobjects.upsert(of, field, value, record, allow=allowed(asked.headers))
            if not isinstance(answer, dict):
                text = f"{field}: more than one record found for external id field"
                raise errors.refusal(400, "DUPLICATE_EXTERNAL_ID", text, [field])
            return str(answer["id"]), status == 201  # noqa: PLR2004 - created

        return self._each(asked, upsert)

    def _delete(self, asked: Asked) -> Answered:
        kinds = {prefix: of for of, (prefix, _) in OBJECTS.items()}

        def delete(record: dict[str, Json]) -> str:
            known = str(record["id"])
            self.org.delete(kinds.get(known[:3], ""), known)
            return known

        named: list[Json] = [{"id": known} for known in asked.parameters.get("ids", "").split(",")]
        together = asked.parameters.get("allOrNone") == "true"
        return self._done(named, delete, together=together)

    def _each(self, asked: Asked, do: "Do") -> Answered:
        stated = content(asked)
        return self._done(body.items(stated.get("records")), do, together=stated.get("allOrNone") is True)

    def _done(self, records: Sequence[Json], do: "Do", *, together: bool) -> Answered:
        if not 0 < len(records) <= RECORDS:
            raise errors.refusal(400, "EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {RECORDS}")
        before = self.org.kept()
        results = [_result(do, dict(body.part(each))) for each in records]
        if together and not all(body.part(each)["success"] for each in results):
            self.org.tables = before
            results = [_ROLLED_BACK if body.part(each)["success"] else each for each in results]
        return said(200, results)


Do = Callable[[dict[str, Json]], str | tuple[str, bool]]
"""What is done with a record: its id, and whether it was made where that is the question."""

_ROLLED_BACK: Final[Json] = {
    "success": False,
    "errors": [
        {
            "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "message": "Record rolled back because not all records were valid and the request was using AllOrNone",
            "fields": [],
        }
    ],
}


def _result(do: Do, record: dict[str, Json]) -> Json:
    try:
        done = do(record)
    except Refusal as refusal:
        found = body.part(json.loads(refusal.answered.body)[0])
        fault = {"statusCode": found["errorCode"], "message": found["message"], "fields": found.get("fields", [])}
        return {"success": False, "errors": [fault]}
    known, created = done if isinstance(done, tuple) else (done, None)
    return {"id": known, "success": True, "errors": [], **({} if created is None else {"created": created})}


def _halted(answer: dict[str, Json]) -> dict[str, Json]:
    """A part that would have been done, had the others been."""
    if _status(answer) >= _FAILED:
        return answer
    text = "The transaction was rolled back since another operation in the same transaction failed."
    return {**answer, "httpStatusCode": _FAILED, "body": [{"errorCode": "PROCESSING_HALTED", "message": text}]}


def _status(answer: Mapping[str, Json]) -> int:
    status = answer["httpStatusCode"]
    return status if isinstance(status, int) else 0


def _resolved(text: str, done: Mapping[str, Json]) -> Mapping[str, Json]:
    """The part with what it takes from others; what those do not have makes it fail."""

    def value(found: re.Match[str]) -> str:
        there = body.part(done.get(found[1])).get(found[2])
        if there is None:
            text = f"Invalid reference specified. No value for {found[1]}.{found[2]} found"
            raise errors.refusal(400, "PROCESSING_HALTED", text)
        return str(there)

    resolved: Mapping[str, Json] = json.loads(_REFERENCE.sub(value, text))
    return resolved


def _lower(headers: Mapping[str, Json]) -> Mapping[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}
