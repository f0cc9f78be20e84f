"""What requests say, and how records are shown."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from leadflow.domain.json import Json
from local.crm.exchange import Asked
from local.crm.hubspot import errors
from local.crm.hubspot.account import Account, Record, written
from local.crm.hubspot.kinds import FIRST, NAMED, Kind

PAGE: Final = 100
"""Records that a page of a list holds at the most, inputs that a batch does, and ties that are shown with a record."""

Part = Mapping[str, Json]
T = TypeVar("T")


def kind(asked: Asked, part: str = "kind") -> Kind:
    """The kind of object that the path names. Raises Refusal."""
    if (found := NAMED.get(asked.parts[part])) is None:
        raise errors.invalid(f"Unable to infer object type from: {asked.parts[part]}")
    return found


def body(asked: Asked) -> Part:
    """The request's body. Raises Refusal."""
    try:
        content = asked.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise errors.invalid("Invalid input JSON")
    return content


def inputs(asked: Asked) -> Sequence[Part]:
    """The inputs of a batch. Raises Refusal."""
    given = body(asked).get("inputs")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise errors.invalid("Invalid input JSON: inputs")
    if len(given) > PAGE:
        raise errors.invalid(f"The maximum number of inputs supported in a batch is {PAGE}")
    return [each for each in given if isinstance(each, dict)]


def properties(given: Part) -> Mapping[str, str]:
    """The properties that are to be written. Raises Refusal."""
    stated = given.get("properties")
    if not isinstance(stated, dict):
        raise errors.invalid("Invalid input JSON: properties")
    return {name: "" if value is None else _text(value) for name, value in stated.items()}


def limit(asked: Asked, most: int = PAGE, usual: int = 10) -> int:
    """How many a page is to hold. Raises Refusal."""
    stated = asked.parameters.get("limit", str(usual))
    if not stated.isdecimal() or not 0 < int(stated) <= most:
        raise errors.invalid(f"limit must be between 1 and {most}")
    return int(stated)


def paged(asked: Asked, found: Sequence[tuple[str, T]], size: int) -> tuple[Sequence[T], Part]:
    """The page that is asked for of what is in order by number, and where the next begins."""
    after = asked.parameters.get("after") or "0"
    if not after.isdecimal():
        raise errors.invalid("invalid after")
    rest = [(number, each) for number, each in found if int(number) > int(after)]
    shown = rest[:size]
    if len(rest) <= size:
        return [each for _, each in shown], {}
    link = f"http://{asked.place}{asked.path}?limit={size}&after={shown[-1][0]}"
    return [each for _, each in shown], {"paging": {"next": {"after": shown[-1][0], "link": link}}}


def archived(asked: Asked) -> bool:
    """Whether it is what is in the bin that is asked for."""
    return asked.parameters.get("archived", "").lower() == "true"


def listed(asked: Asked, name: str) -> Sequence[str]:
    """A list in the query, its parts repeated or between commas."""
    return [part for value in asked.repeated(name) for part in value.split(",") if part]


def names(given: Part) -> Sequence[str]:
    """The properties that a body asks for."""
    stated = given.get("properties")
    return [each for each in stated if isinstance(each, str)] if isinstance(stated, list) else []


def shown(account: Account, kind: Kind, record: Record, wanted: Sequence[str] = ()) -> dict[str, Json]:
    """The record, with the properties that are wanted."""
    always = {
        "createdate": written(record.created),
        kind.modified: written(record.updated),
        "hs_object_id": record.id,
    }
    known = account.properties[kind.plural]
    held = {**record.properties, **_derived(account, kind, record), **always}
    asked = [name for name in wanted if name in known] if wanted else kind.shown
    content: dict[str, Json] = {
        "id": record.id,
        "properties": {name: held.get(name) or None for name in sorted({*asked, *always})},
        "createdAt": always["createdate"],
        "updatedAt": always[kind.modified],
        "archived": record.archived is not None,
    }
    return content if record.archived is None else {**content, "archivedAt": written(record.archived)}


def with_ties(asked: Asked, account: Account, kind: Kind, record: Record, content: dict[str, Json]) -> Part:
    """The record, with the ids of what it is tied to."""
    tied: dict[str, Json] = {}
    for name in listed(asked, "associations"):
        if (other := NAMED.get(name)) is None:
            raise errors.invalid(f"Unable to infer object type from: {name}")
        found = account.tied((kind.plural, record.id), other.plural)
        results = [{"id": each, "type": name} for each, types in found[:PAGE] for name in _types(kind, other, types)]
        more = {"paging": {"next": {"after": found[PAGE - 1][0], "link": ""}}} if len(found) > PAGE else {}
        if results:
            tied[other.plural] = {"results": results, **more}
    return {**content, "associations": tied} if tied else content


def _derived(account: Account, kind: Kind, record: Record) -> Mapping[str, str]:
    company = account.ties.primary((kind.plural, record.id), "companies") if kind.plural == "contacts" else None
    return {"associatedcompanyid": company} if company else {}


def _types(kind: Kind, other: Kind, types: Sequence[int]) -> Sequence[str]:
    """How the types of a tie are called; where one can be the first of them, the plain one has a longer name."""
    name, first = f"{kind.singular}_to_{other.singular}", FIRST.get((kind.plural, other.plural))
    if first is None:
        return [name]
    return [name, f"{name}_unlabeled"] if first in types else [f"{name}_unlabeled"]


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def part(value: Json) -> Part:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}
