"""What each line of the CRM's map needs of the CRM: what its field has to hold, by what our term is used for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leadflow.domain.crm import Field, Wins
from leadflow.domain.crm_field import CrmField, FieldKind
from leadflow.domain.json import Scalar
from leadflow.domain.match import number
from leadflow.domain.wording import words
from leadflow.model.classes import labels
from leadflow.model.grammar import ModelFile
from leadflow.model.lints.asked import asked
from leadflow.model.mistakes import Place
from leadflow.model.trait_clause import TraitClause


class Meant(StrEnum):
    """What our term is."""

    SCORE = "score"
    CLASS = "class"
    SEGMENT = "segment"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "yes or no"
    TEXT = "text"
    ANY = "any"


KINDS: Final[Mapping[Meant, FieldKind]] = {
    Meant.SCORE: FieldKind.NUMBER,
    Meant.CLASS: FieldKind.CHOICE,
    Meant.SEGMENT: FieldKind.BOOLEAN,
    Meant.NUMBER: FieldKind.NUMBER,
    Meant.DATE: FieldKind.DATE,
    Meant.TRUTH: FieldKind.BOOLEAN,
    Meant.TEXT: FieldKind.TEXT,
    Meant.ANY: FieldKind.TEXT,
}
"""What a field that is made for it holds."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a condition asks for; where it is a text, with `*` for anything if it is a `glob`."""

    place: Place
    value: Scalar
    glob: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the map, and what our term is; `labels` are those of a class, `asked` what conditions ask for."""

    field: Field
    meant: Meant
    labels: tuple[str, ...] = ()
    asked: tuple[Value, ...] = ()

    @property
    def evaluated(self) -> bool:
        """Whether this model works it out."""
        return self.meant in (Meant.SCORE, Meant.CLASS, Meant.SEGMENT)

    @property
    def ours(self) -> bool:
        """Whether it is ours to write."""
        return self.evaluated or self.field.wins is Wins.US

    @property
    def place(self) -> Place:
        """The line of the map."""
        return ("crm", "fields", self.field.term)

    @property
    def made(self) -> CrmField:
        """The field that would be made for it."""
        label = words(self.field.term.replace(".", " "))
        shown = f"Leadflow {label}" if self.evaluated else label.capitalize()
        return CrmField(self.field.theirs, shown, KINDS[self.meant], custom=True, choices=self.labels)


def needs(file: ModelFile) -> Sequence[Need]:
    """One for each line of the map, in the order of the file; none without a CRM."""
    return [] if file.crm is None else [_need(each.compiled(term), file) for term, each in file.crm.fields.items()]


def _need(field: Field, file: ModelFile) -> Need:
    term = field.term
    if term in file.scores:
        return Need(field, Meant.SCORE)
    if term in file.classes:
        return Need(field, Meant.CLASS, tuple(labels(file.classes[term])))
    if term in file.segments:
        return Need(field, Meant.SEGMENT)
    tests = list(_tests(field, file))
    values = tuple(value for place, test in tests for value in _values(place, test))
    return Need(field, _meant([test for _, test in tests], values), asked=values)


def _tests(field: Field, file: ModelFile) -> Iterator[tuple[Place, TraitClause]]:
    for each in asked(file):
        if isinstance(each.test, TraitClause) and each.test.trait == field.trait:
            yield each.place, each.test


def _values(place: Place, test: TraitClause) -> Iterator[Value]:
    for word, values in (("is", test.is_ or ()), ("like", test.like or ())):
        for index, value in enumerate(values):
            yield Value((*place, word, index) if values[1:] else (*place, word), value, glob=word == "like")


def _meant(tests: Sequence[TraitClause], values: Sequence[Value]) -> Meant:
    """What the tests take it for; the first that can be taken for nothing else decides."""
    if any(test.within or test.due_within or test.before or test.after for test in tests):
        return Meant.DATE
    if any(test.given for test in tests):
        return Meant.NUMBER
    if not values:
        return Meant.ANY
    if all(isinstance(each.value, bool) for each in values):
        return Meant.TRUTH
    return Meant.NUMBER if all(number(each.value) is not None for each in values) else Meant.TEXT
