"""Records by the hundred: read, made, changed, made or changed, thrown away.

https://developers.hubspot.com/docs/api/crm/contacts
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Refusal, Route, route, said
from local.crm.hubspot import errors, reading
from local.crm.hubspot.account import Account, written
from local.crm.hubspot.kinds import Kind
from local.crm.hubspot.objects import tie
from local.crm.hubspot.reading import Part

_BATCH = "/crm/v3/objects/{kind}/batch"
_TRACE = "objectWriteTraceId"


@dataclass(frozen=True, slots=True)
class Batches:
    """The API of many records at once. What is wrong with one input is wrong with all, but where it says otherwise."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (
            route("POST", f"{_BATCH}/read", self.read),
            route("POST", f"{_BATCH}/create", self.create),
            route("POST", f"{_BATCH}/update", self.update),
            route("POST", f"{_BATCH}/upsert", self.upsert),
            route("POST", f"{_BATCH}/archive", self.archive),
        )

    def read(self, asked: Asked) -> Answered:
        """The records that there are; 207 where some are not."""
        kind, given = reading.kind(asked), reading.body(asked)
        by = given.get("idProperty")
        named = [str(each.get("id")) for each in reading.inputs(asked)]
        found = {each: self.account.find(kind, each, by if isinstance(by, str) else None) for each in named}
        wanted = reading.names(given)
        results = {each.id: reading.shown(self.account, kind, each, wanted) for each in found.values() if each}
        return self._answered(200, [*results.values()], _missing(kind, [each for each in named if not found[each]]))

    def create(self, asked: Asked) -> Answered:
        """New records; 207 where some cannot be, if each input has a number to trace it by."""
        kind, given = reading.kind(asked), reading.inputs(asked)
        traced = bool(given) and all(each.get(_TRACE) for each in given)
        if not traced:
            for each in given:
                self.account.check(kind, reading.properties(each))
            _once([reading.properties(each).get("email", "") for each in given])
        results: list[Json] = []
        faults: list[Json] = []
        for each in given:
            try:
                results.append(self._created(kind, each))
            except Refusal as refusal:
                if not traced:
                    raise
                faults.append(_told(refusal, each))
        return self._answered(201, results, faults)

    def update(self, asked: Asked) -> Answered:
        """Records by id; 207 where some are not there."""
        kind, given = reading.kind(asked), reading.inputs(asked)
        _once([str(each.get("id")) for each in given])
        found = [(each, self.account.find(kind, str(each.get("id")), _by(each))) for each in given]
        for each, record in found:
            self.account.check(kind, reading.properties(each), record)
        results: list[Json] = []
        for each, record in found:
            if record:
                self.account.update(kind, record, reading.properties(each))
                results.append(reading.shown(self.account, kind, record, [*reading.properties(each)]))
        return self._answered(
            200, results, _missing(kind, [str(each.get("id")) for each, record in found if not record])
        )

    def upsert(self, asked: Asked) -> Answered:
        """Records by the value of a unique property: changed where there is one, else made."""
        kind, given = reading.kind(asked), reading.inputs(asked)
        _once([str(each.get("id")).lower() for each in given])
        plans = []
        for each in given:
            by, identity = _by(each) or "hs_object_id", str(each.get("id"))
            record = self.account.find(kind, identity, by)
            if record is None and by == "hs_object_id":
                raise errors.missing(kind.singular, identity)
            stated = {**({} if by == "hs_object_id" else {by: identity}), **reading.properties(each)}
            self.account.check(kind, stated, record)
            plans.append((each, record, stated))
        results: list[Json] = []
        for each, record, stated in plans:
            kept = record or self.account.create(kind, stated)
            if record:
                self.account.update(kind, record, stated)
            trace = {_TRACE: each[_TRACE]} if each.get(_TRACE) else {}
            results.append({**reading.shown(self.account, kind, kept, [*stated]), "new": record is None, **trace})
        return self._answered(200, results, [])

    def archive(self, asked: Asked) -> Answered:
        """Into the bin; it is no fault that there is none."""
        kind = reading.kind(asked)
        for each in reading.inputs(asked):
            if record := self.account.find(kind, str(each.get("id"))):
                self.account.archive(record)
        return Answered(204)

    def _created(self, kind: Kind, given: Part) -> Json:
        record = self.account.create(kind, reading.properties(given))
        tie(self.account, kind, record, given.get("associations"))
        return reading.shown(self.account, kind, record, [*record.properties])

    def _answered(self, status: int, results: Sequence[Json], faults: Sequence[Json]) -> Answered:
        at = written(self.account.now())
        content: dict[str, Json] = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
        if not faults:
            return said(status, content)
        return said(207, {**content, "numErrors": len(faults), "errors": faults})


def _by(given: Part) -> str | None:
    stated = given.get("idProperty")
    return stated if isinstance(stated, str) else None


def _once(named: Sequence[str]) -> None:
    """Raises Refusal where an input names what another does."""
    repeated = sorted({each for each in named if each and named.count(each) > 1})
    if repeated:
        raise errors.invalid(f"Duplicate IDs found in batch input: {repeated}. IDs must be unique")


def _missing(kind: Kind, named: Sequence[str]) -> Sequence[Json]:
    message = (
        f"Could not get some {kind.singular.upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid."
    )
    return [_error("OBJECT_NOT_FOUND", message, {"ids": [*named]})] if named else []


def _told(refusal: Refusal, given: Part) -> Json:
    content = Asked("", "", body=refusal.answered.body).json()
    told: Mapping[str, Json] = content if isinstance(content, dict) else {}
    return _error(str(told.get("category")), str(told.get("message")), {_TRACE: [str(given[_TRACE])]})


def _error(category: str, message: str, context: Mapping[str, Json]) -> Json:
    return {
        "status": "error",
        "category": category,
        "message": message,
        "context": context,
        "errors": [],
        "links": {},
    }
