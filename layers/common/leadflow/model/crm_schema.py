"""What of the CRM's map the CRM's own schema contradicts: each with its line, and what to do."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from leadflow.domain.crm import Object, Wins
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.match import like
from leadflow.domain.wording import clean
from leadflow.model.crm_needs import KINDS, Meant, Need, Value, needs
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.figures import listed
from leadflow.model.mistakes import Lines, Mistake, Place, mistake

Schema = Mapping[Object, Sequence[CrmField]]
"""The CRM's fields, of each object that was asked for."""

_TRUTHS: Final = {"true", "false"}
"""What a list offers that stands for a checkbox, where a CRM has none."""

_NEAR: Final = 0.8
"""How like each other two names are of which one may be a slip of the pen."""

_SHOWN: Final = 12
"""So many of a field's values are listed."""

_FITTING: Final[Mapping[Meant, Collection[FieldKind]]] = {
    Meant.SCORE: [FieldKind.NUMBER],
    Meant.CLASS: [FieldKind.CHOICE, FieldKind.TEXT],
    Meant.SEGMENT: [FieldKind.BOOLEAN],
    Meant.NUMBER: [FieldKind.NUMBER],
    Meant.DATE: [FieldKind.DATE, FieldKind.INSTANT],
    Meant.TRUTH: [FieldKind.BOOLEAN],
    Meant.TEXT: [FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE, FieldKind.INSTANT],
}
_PERHAPS: Final[Mapping[Meant, Collection[FieldKind]]] = {
    Meant.NUMBER: [FieldKind.TEXT, FieldKind.CHOICE],
    Meant.DATE: [FieldKind.TEXT],
    Meant.TRUTH: [FieldKind.TEXT, FieldKind.CHOICE],
}
"""What can hold it too, if whoever fills it in takes care."""

_IS: Final[Mapping[Meant, str]] = {
    Meant.SCORE: "{} is a score",
    Meant.CLASS: "{} is a class",
    Meant.SEGMENT: "{} is a segment",
    Meant.NUMBER: "conditions take {} for a number",
    Meant.DATE: "conditions take {} for a date",
    Meant.TRUTH: "conditions take {} for true or false",
    Meant.TEXT: "conditions take {} for a text",
}
_HOLDS: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: "holds text",
    FieldKind.NUMBER: "holds numbers",
    FieldKind.DATE: "holds dates",
    FieldKind.INSTANT: "holds dates with a time",
    FieldKind.BOOLEAN: "holds true or false",
    FieldKind.CHOICE: "holds one of a list",
}
_FIELDS: Final[Mapping[FieldKind, str]] = {
    FieldKind.TEXT: "a text field",
    FieldKind.NUMBER: "a number field",
    FieldKind.DATE: "a date field",
    FieldKind.BOOLEAN: "a checkbox",
    FieldKind.CHOICE: "a list",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the map, ours beside theirs; `type` is None where the CRM has no such field."""

    on: Object
    term: str
    meant: str
    theirs: str
    type: str | None
    wins: str


def rows(file: ModelFile, schema: Schema) -> Sequence[Row]:
    """The map, object by object, in its own order."""
    objects = list(Object)
    told = [_row(need, named(need, schema)) for need in needs(file)]
    return sorted(told, key=lambda row: objects.index(row.on))


def named(need: Need, schema: Schema) -> CrmField | None:
    """The CRM's field that the line names."""
    return next((each for each in schema.get(need.field.on, ()) if each.name == need.field.theirs), None)


def alike(schema: Schema, on: Object, field: CrmField) -> CrmField | None:
    """The custom field with the same label: some CRMs make up a field's name themselves."""
    return next((each for each in schema.get(on, ()) if each.custom and each.label == field.label), None)


def slip(need: Need, schema: Schema) -> str:
    """The CRM's field that may be meant by a name that it does not have; empty where none is so near."""
    names = [each.name for each in schema.get(need.field.on, ())]
    return "" if need.evaluated else next(iter(get_close_matches(need.field.theirs, names, 1, _NEAR)), "")


def mistakes(file: ModelFile, schema: Schema, lines: Lines) -> Sequence[Mistake]:
    """Every contradiction, in the order of the file."""
    found: list[Mistake] = []
    for need in needs(file):
        theirs = named(need, schema)
        for place, message, doubt in _missing(need, schema, file) if theirs is None else _differing(need, theirs, file):
            found.append(mistake(place, message, lines, warning=doubt))
    return sorted(found, key=lambda each: each.line or 0)


_Found = Iterator[tuple[Place, str, bool]]


def _row(need: Need, theirs: CrmField | None) -> Row:
    field = need.field
    wins = "us" if need.evaluated else str(field.wins)
    return Row(field.on, field.term, str(need.meant), field.theirs, None if theirs is None else str(theirs.kind), wins)


def _missing(need: Need, schema: Schema, file: ModelFile) -> _Found:
    field, provider = need.field, _provider(file)
    said = f"{provider} has no field {field.theirs} of {_several(field.on)}"
    if there := alike(schema, field.on, need.made):
        yield (
            need.place,
            f"{said}; one that was made for it is called {clean(there.name)} there: write that here",
            False,
        )
        return
    elsewhere = [on for on, fields in schema.items() if any(each.name == field.theirs for each in fields)]
    near = get_close_matches(field.theirs, [each.name for each in schema.get(field.on, ())], n=1)
    if elsewhere:
        yield need.place, f"{said}, but of {_several(elsewhere[0])}: say `on: {elsewhere[0]}`", False
        return
    remedy = f"did you mean {clean(near[0])}?" if near else ""
    if field.wins is not Wins.CRM and not slip(need, schema):
        remedy = f"{remedy} otherwise `leadflow crm setup` makes it" if near else "`leadflow crm setup` makes it"
    yield need.place, f"{said}; {remedy or 'name one that it has'}", False


def _differing(need: Need, theirs: CrmField, file: ModelFile) -> _Found:
    provider = _provider(file)
    if theirs.read_only and need.ours:
        what = "a field of its own" if need.evaluated else "another field, or say `wins: crm`"
        yield (
            need.place,
            f"{provider} lets nobody write {theirs.name}, and {need.field.term} is ours: map it to {what}",
            False,
        )
    if not _fits(need, theirs):
        yield need.place, *_mismatch(need, theirs)
    elif theirs.choices:
        yield from _labels(need, theirs, provider)
        yield from _values(need, theirs, provider)


def _fits(need: Need, theirs: CrmField) -> bool:
    if theirs.kind is FieldKind.OTHER or need.meant is Meant.ANY:
        return True
    kind = FieldKind.BOOLEAN if {each.casefold() for each in theirs.choices} == _TRUTHS else theirs.kind
    return kind in _FITTING[need.meant]


def _mismatch(need: Need, theirs: CrmField) -> tuple[str, bool]:
    said = f"{_IS[need.meant].format(need.field.term)}, and {theirs.name} {_HOLDS[theirs.kind]}"
    perhaps = theirs.kind in _PERHAPS.get(need.meant, ())
    if perhaps:
        return f"{said}: what is written otherwise there fits no condition; {_FIELDS[KINDS[need.meant]]} is safer", True
    made = "; `leadflow crm setup` makes one under a name that is free" if need.ours else ""
    return f"{said}: map it to {_FIELDS[KINDS[need.meant]]}{made}", False


def _labels(need: Need, theirs: CrmField, provider: str) -> _Found:
    """Labels are written as they are, so that letter case matters."""
    strange = tuple(label for label in need.labels if label not in theirs.choices)
    if strange:
        said = f"{theirs.name} in {provider} does not take {listed(strange)}, only {_listed(theirs.choices)}"
        yield need.place, f"{said}: add the value there, or rename the label", False


def _values(need: Need, theirs: CrmField, provider: str) -> _Found:
    for each in need.asked:
        if isinstance(each.value, str) and not any(_meets(each, choice) for choice in theirs.choices):
            near = get_close_matches(each.value, theirs.choices, n=1)
            remedy = f"did you mean {clean(near[0])}?" if near else f"it is {_listed(theirs.choices)}"
            yield each.place, f"{theirs.name} in {provider} is never {each.value}; {remedy}", False


def _meets(asked: Value, choice: str) -> bool:
    wanted = str(asked.value)
    return like(wanted, choice) if asked.glob else wanted.casefold() == choice.casefold()


def _listed(choices: tuple[str, ...]) -> str:
    names = tuple(clean(each) for each in choices)
    return listed(names) if len(names) <= _SHOWN else f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"


def _provider(file: ModelFile) -> str:
    return "the CRM" if file.crm is None else file.crm.provider


def _several(on: Object) -> str:
    return "opportunities" if on is Object.OPPORTUNITY else f"{on}s"
