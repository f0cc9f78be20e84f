"""Which column of a table is what: as it was told, else by the columns' names and what the model keeps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from leadflow.application.importing import headers
from leadflow.application.importing.terms import IGNORED, TYPE, Term, Unclear, Use, term
from leadflow.domain.activity import is_kind
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.wire import KEYS

PROPERTIES: Final = (
    "url", "form", "asset", "percent", "seconds", "amount", "term", "campaign", "message_id", "bounce", "user_agent",
    "ip", "subject",
)  # fmt: skip
"""Properties in common, as the model names them whatever the column is called."""

UNUSED: Final = "nothing in the model uses it"
UNNAMED: Final = "it has no name"
LATER: Final = "the model does not use it yet: it is kept with the activity only"

_NAME_LIMIT: Final = 100
"""Characters of a property's name that is made of a column's."""

_TOLD, _EXACT, _SYNONYM, _OTHER = range(4)
"""How sure it is what a column is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place from 0, its name as it stands there, what it is, what there is to say of it."""

    place: int
    name: str
    term: Term = IGNORED
    note: str = ""
    sure: int = field(default=_OTHER, compare=False)

    @property
    def shown(self) -> str:
        """What people know the column by."""
        return self.name or f"column {self.place + 1}"


@dataclass(frozen=True, slots=True)
class Table:
    """The beginning of a table: the names of its columns, and some of its rows, all of them as long."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]

    def cells(self, place: int) -> Sequence[str]:
        """The cells of a column that are not empty."""
        return [cell for row in self.rows if (cell := row[place].strip())]


def deeds(table: Table, told: Mapping[str, str], *, stated: bool) -> bool:
    """Whether the rows are activities: their type is stated for all, told to be a column, or is one by the look of it.

    Raises Unclear.
    """
    return stated or TYPE in told.values() or _type_column(table) is not None


def columns(table: Table, model: LeadModel, told: Mapping[str, str], *, deeds: bool) -> Sequence[Column]:
    """The columns, each with what it is. `told` says of columns, by name or `#number`, which term they are.

    Raises Unclear where a column is told of that there is not, or where two columns are the same.
    """
    said = {place: text for spec, text in told.items() for place in [_place(table.names, spec)]}
    finder = _Finder(model, None if TYPE in said.values() else _type_column(table), deeds=deeds)
    found = [
        finder.told(place, name, said[place]) if place in said else finder.guessed(place, name)
        for place, name in enumerate(table.names)
    ]
    return list(_without_doubles(found))


def _type_column(table: Table) -> int | None:
    """The column that is the type of activities: one cell of it at least must be one, unless another says when."""
    dated = any(headers.plain(name) == headers.plain("occurred_at") for name in table.names)
    for word in headers.TYPES:
        for place, name in enumerate(table.names):
            if headers.among(name, (word,)) and (
                any(is_kind(cell.lower()) for cell in table.cells(place)) or (dated and word == TYPE)
            ):
                return place
    return None


def _place(names: Sequence[str], spec: str) -> int:
    if re.fullmatch(r"#\d{1,6}", spec, re.ASCII) and 1 <= int(spec[1:]) <= len(names):
        return int(spec[1:]) - 1
    same = [place for place, name in enumerate(names) if name.strip() == spec.strip()]
    alike = same or [place for place, name in enumerate(names) if headers.plain(name) == headers.plain(spec) != ""]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise Unclear(f"{spec} is the name of {_listed(alike)}: say which one, as in --map '#{alike[0] + 1}=TERM'")
    near = get_close_matches(spec, names, n=1)
    raise Unclear(f"there is no column {spec}" + "".join(f"; did you mean {each}?" for each in near))


def _listed(places: Sequence[int]) -> str:
    *most, last = [str(place + 1) for place in places]
    return f"columns {', '.join(most)} and {last}"


class _Finder:
    """Says of a column what it is."""

    def __init__(self, model: LeadModel, kind: int | None, *, deeds: bool) -> None:
        self._model, self._kind, self._deeds = model, kind, deeds
        self._own, self._others = headers.own_words(model), headers.other_words(model)
        self._keys = {headers.plain(key): key for key in KEYS}

    def told(self, place: int, name: str, text: str) -> Column:
        found = term(text, deeds=self._deeds)
        note = LATER if found.use is Use.TRAIT and not self._model.keeps(found.name) else ""
        return Column(place, name, found, "as told" if found.use is Use.NOTHING else note, _TOLD)

    def guessed(self, place: int, name: str) -> Column:
        word = headers.plain(name)
        if not word:
            return Column(place, name, note=UNNAMED)
        if place == self._kind:
            return Column(place, name, Term(Use.TYPE, TYPE), sure=_EXACT)
        if word in self._keys:
            return Column(place, name, Term(Use.KEY, self._keys[word]), sure=_EXACT)
        if self._others.get(word) == "email":
            return Column(place, name, Term(Use.KEY, "email"), sure=_SYNONYM)
        times = headers.TIMES if self._deeds else headers.CHANGES
        if headers.among(name, times):
            exact = word == headers.plain(times[0])
            return Column(place, name, Term(Use.AT, times[0]), sure=_EXACT if exact else _SYNONYM)
        return self._property(place, name) if self._deeds else self._trait(place, name)

    def _trait(self, place: int, name: str) -> Column:
        word = headers.plain(name)
        if word in self._own:
            return Column(place, name, Term(Use.TRAIT, self._own[word]), sure=_EXACT)
        if word in self._others:
            return Column(place, name, Term(Use.TRAIT, self._others[word]), sure=_SYNONYM)
        return Column(place, name, note=UNUSED)

    def _property(self, place: int, name: str) -> Column:
        common = {headers.plain(each): each for each in PROPERTIES}
        made = re.sub(r"\W+", "_", name.strip().lower()).strip("_")[:_NAME_LIMIT]
        found = common.get(headers.plain(name), made)
        return Column(place, name, Term(Use.PROPERTY, found), sure=_EXACT if found != made else _SYNONYM)


def _without_doubles(found: Sequence[Column]) -> Iterator[Column]:
    """The columns; of several that are the same the surest is it. Raises Unclear where two are as sure."""
    by_term: dict[Term, list[Column]] = {}
    for each in found:
        by_term.setdefault(each.term, []).append(each)
    by_term.pop(IGNORED, None)
    for each in found:
        same = by_term.get(each.term, [])
        best = [other for other in same if other.sure == min(other.sure for other in same)]
        if len(best) > 1:
            spec = f"'#{best[0].place + 1}={each.term.name}'"
            places = _listed([other.place for other in best])
            raise Unclear(f"{places} are both {each.term}: say which one it is, as in --map {spec}")
        if best and best[0] is not each:
            yield replace(each, term=IGNORED, note=f"{best[0].shown} is the {each.term} already")
        else:
            yield each
