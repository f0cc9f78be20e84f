"""Records one by one: listed, read, made, changed, thrown away, merged.

https://developers.hubspot.com/docs/api/crm/understanding-the-crm
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.hubspot import errors, reading
from local.crm.hubspot.account import Account, Record
from local.crm.hubspot.kinds import NAMED, Kind

_ALL = "/crm/v3/objects/{kind}"
_ONE = "/crm/v3/objects/{kind}/{id}"


@dataclass(frozen=True, slots=True)
class Objects:
    """The API of single records."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (
            route("POST", f"{_ALL}/merge", self.merge),
            route("POST", f"{_ALL}/gdpr-delete", self.forget),
            route("GET", _ALL, self.list),
            route("POST", _ALL, self.create),
            route("GET", _ONE, self.read),
            route("PATCH", _ONE, self.update),
            route("DELETE", _ONE, self.archive),
        )

    def list(self, asked: Asked) -> Answered:
        """A page of records, in the order of their ids."""
        kind, archived = reading.kind(asked), reading.archived(asked)
        held = self.account.records[kind.plural]
        found = [(each.id, each) for each in held.values() if (each.archived is not None) == archived]
        ordered = sorted(found, key=lambda each: int(each[0]))
        page, more = reading.paged(asked, ordered, reading.limit(asked))
        return said(200, {"results": [self._shown(asked, kind, each) for each in page], **more})

    def read(self, asked: Asked) -> Answered:
        """One record."""
        kind = reading.kind(asked)
        return said(200, self._shown(asked, kind, self._found(asked, kind)))

    def create(self, asked: Asked) -> Answered:
        """A new record, tied to those that are named with it."""
        kind, given = reading.kind(asked), reading.body(asked)
        record = self.account.create(kind, reading.properties(given))
        tie(self.account, kind, record, given.get("associations"))
        return said(201, reading.shown(self.account, kind, record, [*record.properties]))

    def update(self, asked: Asked) -> Answered:
        """Some properties of a record."""
        kind = reading.kind(asked)
        record, written = self._found(asked, kind), reading.properties(reading.body(asked))
        self.account.update(kind, record, written)
        return said(200, reading.shown(self.account, kind, record, [*written]))

    def archive(self, asked: Asked) -> Answered:
        """Into the bin; it is no fault that there is none."""
        kind = reading.kind(asked)
        if record := self.account.find(kind, asked.parts["id"]):
            self.account.archive(record)
        return Answered(204)

    def merge(self, asked: Asked) -> Answered:
        """One record of two."""
        kind, given = reading.kind(asked), reading.body(asked)
        named = [str(given.get(name)) for name in ("primaryObjectId", "objectIdToMerge")]
        found = [self.account.find(kind, each) for each in named]
        for identity, each in zip(named, found, strict=True):
            if each is None:
                raise errors.missing(kind.singular, identity)
        primary, other = (each for each in found if each)
        if primary is other:
            raise errors.invalid("Cannot merge an object with itself")
        record = self.account.merge(kind, primary, other)
        return said(200, reading.shown(self.account, kind, record, [*record.properties]))

    def forget(self, asked: Asked) -> Answered:
        """For good, as a law may ask for."""
        kind, given = reading.kind(asked), reading.body(asked)
        by = given.get("idProperty")
        record = self.account.find(kind, str(given.get("objectId")), by if isinstance(by, str) else None)
        if record:
            self.account.forget(kind, record)
        return Answered(204)

    def _found(self, asked: Asked, kind: Kind) -> Record:
        by, archived = asked.parameters.get("idProperty"), reading.archived(asked)
        if (record := self.account.find(kind, asked.parts["id"], by, archived=archived)) is None:
            raise errors.missing(kind.singular, asked.parts["id"])
        return record

    def _shown(self, asked: Asked, kind: Kind, record: Record) -> Json:
        content = reading.shown(self.account, kind, record, reading.listed(asked, "properties"))
        return reading.with_ties(asked, self.account, kind, record, content)


def tie(account: Account, kind: Kind, record: Record, stated: Json) -> None:
    """Tie a new record to those that are named with it. Raises Refusal."""
    for each in stated if isinstance(stated, list) else ():
        other, types = each.get("to", {}).get("id"), each.get("types") or [{}]
        for one in types:
            number = one.get("associationTypeId")
            found = _end(account, kind, str(other), number)
            account.tie((kind.plural, record.id), found, number)


def _end(account: Account, kind: Kind, identity: str, number: int | None) -> tuple[str, str]:
    """The record at the other end of a tie of this type. Raises Refusal."""
    plural = account.ties.towards(kind.plural, number)
    if plural is None:
        raise errors.invalid(f"One or more associations are not valid: type {number} for {kind.singular}")
    if account.find(NAMED[plural], identity) is None:
        raise errors.missing(NAMED[plural].singular, identity)
    return plural, identity
