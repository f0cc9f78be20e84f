"""A row of a table as the activity that it is, or why it is none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Final

from leadflow.application.importing.columns import Column
from leadflow.application.importing.formats import Format, figure
from leadflow.application.importing.terms import Term, Unclear, Use
from leadflow.application.parcels import ACTIVITY_LIMIT, weight
from leadflow.domain.activity import KINDS, Activity, Kind, is_kind
from leadflow.domain.fold import KEY_LIMIT
from leadflow.domain.identity import Keys, NoAddress, address, digest
from leadflow.domain.instant import Duration, Instant, parse
from leadflow.domain.json import Json

SOURCE: Final = "import"
"""The source that imported activities name; no model has it, so that of two traits of one instant the other wins."""

CELL_LIMIT: Final = 10_000
"""Characters of a cell that is used."""

_LIGHT: Final = ACTIVITY_LIMIT // 20
"""Characters of a row that are no more than an activity's bytes, however they are escaped."""

EARLIEST: Final = parse("1990-01-01T00:00:00Z")
"""What is said to have happened before is a mistake: spreadsheets make 1900 of an empty cell."""

_WORDS: Final = (
    "activity.",
    "identity.joined",
    "identity.split",
    "crm.lead.merged",
    "crm.lead.deleted",
    "crm.contact.merged",
    "crm.contact.deleted",
)
"""How types begin that tell us what to do with a lead, and are no history of it."""

_UNREADABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_NULL: Final = "\\N"
"""What databases write for a cell that is empty."""


class BadRow(ValueError):
    """The row is no activity: why, because of which column and which of its cells, where it is one's fault."""

    def __init__(self, reason: str, field: str = "", cell: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.cell = reason, field, cell


@dataclass(frozen=True)
class Rows:
    """How rows become activities.

    `constants` are terms that are the same for all rows. `as_of` is the instant of rows that state none, `now` that of
    the import, and `settle` what the model lets clicks wait. `came` says what an address tells of a campaign.
    """

    columns: Sequence[Column]
    formats: Mapping[int, Format]
    constants: Mapping[Term, str]
    kind: str | None
    as_of: Instant
    now: Instant
    deeds: bool
    settle: Duration = Duration(0)
    came: Callable[[str], Mapping[str, Json]] = field(default=lambda _: {})

    def activity(self, cells: Sequence[str]) -> Activity | None:
        """The activity, None of a row that is empty. Raises BadRow."""
        if not any(map(str.strip, cells)):
            return None
        self._check_length(cells)
        kind, at = self._kind(cells), self._at(cells)
        keys = self._keys(cells)
        traits, properties = self._stated(cells, Use.TRAIT), self._stated(cells, Use.PROPERTY)
        when = "" if at is None and not self.deeds else str(self.as_of if at is None else at)
        activity = Activity(
            id=_id(kind, when, keys, traits, properties),
            lead=Keys(**keys),
            type=kind,
            occurred_at=self.as_of if at is None else at,
            received_at=self._received(self.as_of if at is None else at),
            source=SOURCE,
            properties=self._with_campaign(properties),
            traits=traits,
        )
        if sum(map(len, cells)) > _LIGHT and weight(activity) > ACTIVITY_LIMIT:
            raise BadRow(f"all of it together is longer than {ACTIVITY_LIMIT:,} bytes")
        return activity

    def _check_length(self, cells: Sequence[str]) -> None:
        wanted = len(self.columns)
        if len(cells) < wanted or any(map(str.strip, cells[wanted:])):
            raise BadRow(f"{len(cells)} cells, where the header has {wanted}")

    def _received(self, at: Instant) -> Instant:
        """When it is held to have been received: so long ago that an old click has settled, and the import counts it.

        Else it would count only when it is next looked at, and then no longer as imported: somebody would be alerted.
        """
        return Instant(max(at, self.now - self.settle))

    @cached_property
    def _by_use(self) -> Mapping[Use, Sequence[Column]]:
        return {use: [each for each in self.columns if each.term.use is use] for use in Use}

    def _kind(self, cells: Sequence[str]) -> str:
        if not self.deeds:
            return Kind.IDENTITY_STATED
        for column in self._by_use[Use.TYPE]:
            if text := _text(column, cells):
                kind = text.lower()
                if reason := wrong_kind(kind):
                    raise BadRow(reason, column.shown, text)
                return kind
        if self.kind is None:
            raise BadRow("it has no type", *(each.shown for each in self._by_use[Use.TYPE]))
        return self.kind

    def _at(self, cells: Sequence[str]) -> Instant | None:
        for column in self._by_use[Use.AT]:
            text = _text(column, cells)
            if not text and self.deeds:
                raise BadRow("it does not say when it was", column.shown)
            if text:
                return self._moment(column, text)
        return None

    def _moment(self, column: Column, text: str) -> Instant:
        at = self.formats[column.place].read(text)
        if not isinstance(at, int):
            raise BadRow("no date, or not written as the others", column.shown, text)
        if at < EARLIEST:
            raise BadRow("before 1990", column.shown, text)
        if at > self.now:
            raise BadRow("in the future", column.shown, text)
        return Instant(at)

    def _keys(self, cells: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in self._by_use[Use.KEY]:
            if text := _text(column, cells):
                found[column.term.name] = _key(column, text)
        if not found:
            named = [each.shown for each in self._by_use[Use.KEY]]
            raise BadRow("it names nobody", named[0] if len(named) == 1 else "")
        return found

    def _stated(self, cells: Sequence[str], use: Use) -> dict[str, Json]:
        found: dict[str, Json] = {term.name: value for term, value in self.constants.items() if term.use is use}
        for column in self._by_use[use]:
            if text := _text(column, cells):
                found[column.term.name] = self._value(column, text)
        return found

    def _value(self, column: Column, text: str) -> Json:
        written = self.formats.get(column.place)
        if written is None:
            return text
        value = written.read(text)
        if value is None and figure(text):
            raise BadRow(f"not {written.told}, as the others are", column.shown, text)
        return text if value is None else value

    def _with_campaign(self, properties: Mapping[str, Json]) -> Mapping[str, Json]:
        url = properties.get("url")
        return {**self.came(url), **properties} if isinstance(url, str) else properties


@lru_cache(1_000)
def wrong_kind(kind: str) -> str:
    """Why activities of this type cannot be imported; empty where they can."""
    if not is_kind(kind):
        near = get_close_matches(kind, KINDS, n=1)
        return "no type of activity" + "".join(f"; did you mean {each}?" for each in near)
    return (
        "no history: a file cannot take activities back, join leads or delete them" if kind.startswith(_WORDS) else ""
    )


def settled(kind: str | None) -> str | None:
    """The type that is stated for all rows, as it is compared. Raises Unclear where it cannot be imported."""
    if kind is not None and (reason := wrong_kind(kind.lower())):
        raise Unclear(f"{kind}: {reason}")
    return kind and kind.lower()


def _text(column: Column, cells: Sequence[str]) -> str:
    text = cells[column.place].strip()
    if len(text) > CELL_LIMIT:
        raise BadRow(f"longer than {CELL_LIMIT:,} characters", column.shown, text)
    if not text.isprintable() and (found := _UNREADABLE.search(text)):
        what = "a NUL character" if found.group() == "\0" else "a byte that is no text in the file's encoding"
        raise BadRow(f"holds {what}", column.shown, text)
    return "" if text == _NULL else text


def _key(column: Column, text: str) -> str:
    if column.term.name == "email":
        try:
            return address(text)
        except NoAddress as error:
            raise BadRow(str(error), column.shown, text) from error
    if len(text) > KEY_LIMIT:
        raise BadRow(f"longer than {KEY_LIMIT} characters", column.shown, text)
    return text


def _id(
    kind: str, when: str, keys: Mapping[str, str], traits: Mapping[str, Json], properties: Mapping[str, Json]
) -> str:
    """An id that is the same however the file is written and in whatever order its rows and columns stand."""
    stated = [
        f"{part}.{name}={value!r}"
        for part, named in (("lead", keys), ("traits", traits), ("properties", properties))
        for name, value in sorted(named.items())
    ]
    return digest(SOURCE, kind, when, *stated)
