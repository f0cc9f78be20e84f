"""Records one by one: made, read, written, deleted, and written by an id of somebody else's; and what fields they have.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_basic_info.htm
https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.salesforce import errors
from local.crm.salesforce.fields import OBJECTS
from local.crm.salesforce.org import Org, Record

SAVE: Final = "sforce-duplicate-rule-header"
NONE: Final = Answered(204)


@dataclass(frozen=True)
class SObjects:
    """The records of an organisation."""

    org: Org

    def routes(self) -> Sequence[Route]:
        """The paths; before a name of a record comes what is no record."""
        base = "/services/data/{version}/sobjects"
        one, external = f"{base}/{{of}}/{{known}}", f"{base}/{{of}}/{{field}}/{{value}}"
        return [
            *(route("GET", path, self._objects) for path in (base, f"{base}/")),
            *(route("GET", path, self._about) for path in (f"{base}/{{of}}", f"{base}/{{of}}/")),
            *(route("POST", path, self._create) for path in (f"{base}/{{of}}", f"{base}/{{of}}/")),
            route("GET", f"{base}/{{of}}/describe", self._describe),
            route("GET", one, self._get),
            route("PATCH", one, self._update),
            route("DELETE", one, self._delete),
            route("GET", external, self._get_by),
            route("PATCH", external, self._upsert),
            route("DELETE", external, self._delete_by),
        ]

    def described(self, of: str) -> dict[str, Json]:
        """What there is to say of an object, without its fields."""
        self.org.table(of)
        can = ("createable", "deletable", "queryable", "retrieveable", "searchable", "updateable")
        named: dict[str, Json] = {"name": of, "label": of, "labelPlural": f"{of}s", "keyPrefix": OBJECTS[of][0]}
        return {**named, "custom": False, **dict.fromkeys(can, True)}

    def upsert(self, of: str, field: str, value: str, stated: Record, *, allow: bool = False) -> tuple[int, Json]:
        """Write the record that has this value there, or make one; the status and the answer. Raises Refusal."""
        found = self._found(of, field, value)
        if {field, "Id"} & stated.keys():
            name = next(iter({field, "Id"} & stated.keys()))
            text = f"The {name} field should not be specified in the sobject data."
            raise errors.refusal(400, "INVALID_FIELD", text, [name])
        if len(found) > 1:
            return 300, [f"/services/data/v60.0/sobjects/{of}/{each['Id']}" for each in found]
        if not found and field == "Id":
            raise errors.not_found()
        if found:
            known = str(found[0]["Id"])
            self.org.update(of, known, stated)
        else:
            known = self.org.create(of, {**stated, field: value}, allow=allow)
        return 200 if found else 201, {"id": known, "success": True, "errors": [], "created": not found}

    def _objects(self, asked: Asked) -> Answered:  # noqa: ARG002 - there is nothing to choose
        described: list[Json] = [self.described(of) for of in self.org.tables]
        return said(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": described})

    def _about(self, asked: Asked) -> Answered:
        of = asked.parts["of"]
        return said(200, {"objectDescribe": self.described(of), "recentItems": []})

    def _describe(self, asked: Asked) -> Answered:
        of = asked.parts["of"]
        fields: list[Json] = [each.described() for each in self.org.fields.get(of, {}).values()]
        return said(200, {**self.described(of), "fields": fields, "recordTypeInfos": [], "childRelationships": []})

    def _create(self, asked: Asked) -> Answered:
        known = self.org.create(asked.parts["of"], content(asked), allow=allowed(asked.headers))
        return said(201, {"id": known, "success": True, "errors": []})

    def _get(self, asked: Asked) -> Answered:
        return self._shown(asked, self.org.get(asked.parts["of"], asked.parts["known"]))

    def _update(self, asked: Asked) -> Answered:
        self.org.update(asked.parts["of"], asked.parts["known"], content(asked))
        return NONE

    def _delete(self, asked: Asked) -> Answered:
        self.org.delete(asked.parts["of"], asked.parts["known"])
        return NONE

    def _get_by(self, asked: Asked) -> Answered:
        found = self._found(asked.parts["of"], asked.parts["field"], asked.parts["value"])
        if len(found) != 1:
            raise errors.not_found()
        return self._shown(asked, found[0])

    def _upsert(self, asked: Asked) -> Answered:
        of, field, value = (asked.parts[name] for name in ("of", "field", "value"))
        return said(*self.upsert(of, field, value, content(asked), allow=allowed(asked.headers)))

    def _delete_by(self, asked: Asked) -> Answered:
        found = self._found(asked.parts["of"], asked.parts["field"], asked.parts["value"])
        if len(found) != 1:
            raise errors.not_found()
        self.org.delete(asked.parts["of"], str(found[0]["Id"]))
        return NONE

    def _found(self, of: str, field: str, value: str) -> Sequence[Record]:
        """The records with this value in a field for other systems' ids, in which case does not count."""
        table, known = self.org.table(of), self.org.fields[of].get(field)
        if known is None or not (known.looked_up or field == "Id"):
            raise errors.not_found("Provided external ID field does not exist or is not accessible: " + field)
        if field == "Id":
            return [self.org.get(of, value)]
        return [each for each in table.values() if _same(each[field], value) and not each["IsDeleted"]]

    def _shown(self, asked: Asked, record: Record) -> Answered:
        of, wanted = asked.parts["of"], asked.parameters.get("fields")
        names = wanted.split(",") if wanted else [*self.org.fields[of]]
        if unknown := [name for name in names if name not in record]:
            raise errors.no_field(unknown[0], of)
        url = f"/services/data/{asked.parts['version']}/sobjects/{of}/{record['Id']}"
        attributes: Json = {"type": of, "url": url}
        return said(200, {"attributes": attributes, **{name: record[name] for name in names}})


def content(asked: Asked) -> Record:
    """The body, a record without its attributes. Raises Refusal."""
    try:
        stated = asked.json()
    except ValueError:
        stated = None
    if not isinstance(stated, dict):
        raise errors.refusal(400, "JSON_PARSER_ERROR", "The HTTP entity body is required, and must be JSON")
    return {name: value for name, value in stated.items() if name != "attributes"}


def allowed(headers: Mapping[str, str]) -> bool:
    """Whether duplicates are to be saved all the same."""
    return "allowsave=true" in headers.get(SAVE, "").lower().replace(" ", "")


def _same(held: Json, value: str) -> bool:
    return held is not None and str(held).lower() == value.lower()
