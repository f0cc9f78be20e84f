"""Properties as they are listed, made, changed and taken away, and their groups.

https://developers.hubspot.com/docs/api/crm/properties
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.hubspot import errors, reading
from local.crm.hubspot.account import Account
from local.crm.hubspot.reading import Part
from local.crm.hubspot.schema import FIELD_TYPES, NAME, Property

_ALL = "/crm/v3/properties/{kind}"


@dataclass(frozen=True, slots=True)
class Fields:
    """The API of properties."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (
            route("GET", f"{_ALL}/groups", self.groups),
            route("POST", f"{_ALL}/groups", self.create_group),
            route("GET", _ALL, self.list),
            route("POST", _ALL, self.create),
            route("GET", f"{_ALL}/{{name}}", self.read),
            route("PATCH", f"{_ALL}/{{name}}", self.update),
            route("DELETE", f"{_ALL}/{{name}}", self.archive),
        )

    def list(self, asked: Asked) -> Answered:
        """All properties of a kind."""
        return said(200, {"results": [each.json() for each in self._held(asked).values()]})

    def read(self, asked: Asked) -> Answered:
        """One property."""
        return said(200, self._found(asked).json())

    def create(self, asked: Asked) -> Answered:
        """A property of one's own."""
        held, made = self._held(asked), _made(reading.body(asked))
        if made.name in held:
            raise errors.refusal(409, "OBJECT_ALREADY_EXISTS", f"A property named '{made.name}' already exists.")
        if made.group not in self.account.groups[reading.kind(asked).plural]:
            raise errors.invalid(f"Property group '{made.group}' does not exist.")
        held[made.name] = made
        return said(201, made.json())

    def update(self, asked: Asked) -> Answered:
        """The label and the options of a property of one's own."""
        before, given = self._found(asked), reading.body(asked)
        if not before.custom:
            raise errors.invalid(f"Property {before.name} has a read only definition")
        after = replace(before, label=str(given.get("label", before.label)), options=_options(given) or before.options)
        self._held(asked)[before.name] = after
        return said(200, after.json())

    def archive(self, asked: Asked) -> Answered:
        """Take away a property of one's own."""
        found = self._found(asked)
        if not found.custom:
            raise errors.invalid(f"Property {found.name} cannot be archived")
        del self._held(asked)[found.name]
        return Answered(204)

    def groups(self, asked: Asked) -> Answered:
        """The groups of a kind's properties."""
        held = self.account.groups[reading.kind(asked).plural]
        return said(200, {"results": [_group(name, label) for name, label in held.items()]})

    def create_group(self, asked: Asked) -> Answered:
        """A group of one's own."""
        held, given = self.account.groups[reading.kind(asked).plural], reading.body(asked)
        name, label = str(given.get("name")), str(given.get("label"))
        if name in held:
            raise errors.refusal(409, "OBJECT_ALREADY_EXISTS", f"A property group named '{name}' already exists.")
        held[name] = label
        return said(201, _group(name, label))

    def _held(self, asked: Asked) -> dict[str, Property]:
        return self.account.properties[reading.kind(asked).plural]

    def _found(self, asked: Asked) -> Property:
        if (found := self._held(asked).get(asked.parts["name"])) is None:
            name = asked.parts["name"]
            raise errors.refusal(404, "OBJECT_NOT_FOUND", f"Property {name} does not exist", context={"name": [name]})
        return found


def _made(given: Part) -> Property:
    name, kind, look = (str(given.get(word)) for word in ("name", "type", "fieldType"))
    if not NAME.fullmatch(name):
        raise errors.invalid(f"Property name {name} is not valid: lower-case letters, digits and underscores")
    if look not in FIELD_TYPES.get(kind, ()):
        raise errors.invalid(f"Invalid fieldType {look} for type {kind}")
    if kind in ("enumeration", "bool") and not _options(given):
        raise errors.invalid(f"Property {name} of type {kind} needs options")
    unique = given.get("hasUniqueValue") is True
    group, label = str(given.get("groupName")), str(given.get("label") or name)
    return Property(name, label, kind, look, group, _options(given), custom=True, unique=unique)


def _options(given: Part) -> tuple[tuple[str, str], ...]:
    stated = given.get("options")
    parts = [reading.part(each) for each in stated] if isinstance(stated, list) else []
    return tuple((str(each.get("value")), str(each.get("label"))) for each in parts)


def _group(name: str, label: str) -> Part:
    return {"name": name, "label": label, "displayOrder": -1, "archived": False}
