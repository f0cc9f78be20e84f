"""Ties between records: read, made and cut, one by one and by the batch.

https://developers.hubspot.com/docs/api/crm/associations
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.hubspot import errors, reading
from local.crm.hubspot.account import Account, written
from local.crm.hubspot.kinds import FIRST, TIES, Kind
from local.crm.hubspot.reading import Part

PAGE: Final = 500
_FROM: Final = "/crm/v4/objects/{kind}/{id}/associations"
_BATCH: Final = "/crm/v4/associations/{kind}/{to}"


@dataclass(frozen=True, slots=True)
class Associations:
    """The API of ties, version 4."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (
            route("PUT", f"{_FROM}/default/{{to}}/{{other}}", self.tie_plainly),
            route("GET", f"{_FROM}/{{to}}", self.list),
            route("PUT", f"{_FROM}/{{to}}/{{other}}", self.tie),
            route("DELETE", f"{_FROM}/{{to}}/{{other}}", self.untie),
            route("POST", f"{_BATCH}/batch/read", self.read_batch),
            route("POST", f"{_BATCH}/batch/create", self.tie_batch),
            route("GET", f"{_BATCH}/labels", self.labels),
        )

    def list(self, asked: Asked) -> Answered:
        """A page of what a record is tied to."""
        one, to = self._record(asked), reading.kind(asked, "to")
        found = [(other, (other, types)) for other, types in self.account.tied(one, to.plural)]
        page, more = reading.paged(asked, found, reading.limit(asked, PAGE, PAGE))
        return said(200, {"results": [_told(other, types) for other, types in page], **more})

    def tie(self, asked: Asked) -> Answered:
        """Tie two records, with the types that the body names."""
        types = asked.json()
        for each in types if isinstance(types, list) else ():
            self._tie(asked, asked.parts["id"], asked.parts["other"], _type(each))
        one, to = reading.kind(asked), reading.kind(asked, "to")
        return said(201, _pair(one, asked.parts["id"], to, asked.parts["other"]))

    def tie_plainly(self, asked: Asked) -> Answered:
        """Tie two records, with the plain type."""
        types = self._tie(asked, asked.parts["id"], asked.parts["other"], None)
        ends = {"from": {"id": asked.parts["id"]}, "to": {"id": asked.parts["other"]}}
        results = [{**ends, "associationSpec": _spec(each)} for each in types]
        return said(200, self._batch(results))

    def untie(self, asked: Asked) -> Answered:
        """Cut all ties of two records."""
        one, to = reading.kind(asked), reading.kind(asked, "to")
        self.account.ties.untie((one.plural, asked.parts["id"]), (to.plural, asked.parts["other"]))
        return Answered(204)

    def read_batch(self, asked: Asked) -> Answered:
        """What many records are tied to; 207 where some are not to anything."""
        one, to = reading.kind(asked), reading.kind(asked, "to")
        results: list[Json] = []
        faults: list[Json] = []
        for each in reading.inputs(asked):
            identity = str(each.get("id"))
            found = self.account.tied((one.plural, identity), to.plural)
            if found:
                tied = [_told(other, types) for other, types in found]
                results.append({"from": {"id": identity}, "to": tied})
            else:
                faults.append(_nothing(one, identity, to))
        content = self._batch(results)
        return said(207, {**content, "numErrors": len(faults), "errors": faults}) if faults else said(200, content)

    def tie_batch(self, asked: Asked) -> Answered:
        """Tie many pairs of records."""
        one, to = reading.kind(asked), reading.kind(asked, "to")
        results: list[Json] = []
        for each in reading.inputs(asked):
            ends = [reading.part(each.get(name)).get("id") for name in ("from", "to")]
            types = each.get("types")
            for spec in types if isinstance(types, list) else ():
                self._tie(asked, str(ends[0]), str(ends[1]), _type(spec))
            results.append(_pair(one, str(ends[0]), to, str(ends[1])))
        return said(201, self._batch(results))

    def labels(self, asked: Asked) -> Answered:
        """The types of tie from one kind to another."""
        pair = (reading.kind(asked).plural, reading.kind(asked, "to").plural)
        first: Sequence[Json] = [_spec(FIRST[pair], "Primary")] if pair in FIRST else []
        return said(200, {"results": [*first, *([_spec(TIES[pair], None)] if pair in TIES else [])]})

    def _record(self, asked: Asked) -> tuple[str, str]:
        kind, identity = reading.kind(asked), asked.parts["id"]
        if self.account.find(kind, identity) is None:
            raise errors.missing(kind.singular, identity)
        return kind.plural, identity

    def _tie(self, asked: Asked, one: str, other: str, number: int | None) -> Sequence[int]:
        kind, to = reading.kind(asked), reading.kind(asked, "to")
        for each, identity in ((kind, one), (to, other)):
            if self.account.find(each, identity) is None:
                raise errors.missing(each.singular, identity)
        allowed = (TIES.get((kind.plural, to.plural)), FIRST.get((kind.plural, to.plural)))
        if allowed == (None, None) or (number is not None and number not in allowed):
            raise errors.invalid(f"Invalid association type {number} from {kind.number} to {to.number}")
        return self.account.tie((kind.plural, one), (to.plural, other), number)

    def _batch(self, results: Sequence[Json]) -> Part:
        at = written(self.account.now())
        return {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}


def _type(spec: Json) -> int | None:
    number = reading.part(spec).get("associationTypeId")
    return number if isinstance(number, int) else None


def _spec(number: int, label: str | None = "") -> Json:
    if label == "":
        return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}
    return {"category": "HUBSPOT_DEFINED", "typeId": number, "label": label}


def _told(other: str, types: Sequence[int]) -> Json:
    labels = [_spec(each, "Primary" if each in FIRST.values() else None) for each in types]
    return {"toObjectId": int(other), "associationTypes": labels}


def _pair(one: Kind, identity: str, to: Kind, other: str) -> Json:
    return {
        "fromObjectTypeId": one.number,
        "fromObjectId": int(identity),
        "toObjectTypeId": to.number,
        "toObjectId": int(other),
        "labels": [],
    }


def _nothing(one: Kind, identity: str, to: Kind) -> Json:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {to.singular} is associated with {one.singular} {identity}.",
        "context": {"fromObjectId": [identity], "fromObjectType": [one.number], "toObjectType": [to.number]},
        "errors": [],
        "links": {},
    }
