"""A lead's keys, as people and as programs read them."""

from collections.abc import Iterator, Sequence
from typing import Final

from leadflow.application.who import Apart, Joined, Person, Why, written
from leadflow.cli.naming import moved, shown
from leadflow.cli.table import table
from leadflow.domain.company import company, role
from leadflow.domain.identity import EMAIL, Key
from leadflow.domain.instant import Instant, iso, minute
from leadflow.domain.json import Json
from leadflow.domain.kin import Claim, Tie
from leadflow.domain.wording import clean, counted

SHOWN: Final = 50
"""So many keys are shown to people; programs get all."""

_TIES: Final = {
    Tie.STATED: "stated together",
    Tie.MERGED: "merged in the CRM",
    Tie.INHERITED: "address of a record merged into it",
}

_JOINED: Final = ("kind", "key", "joined (UTC)", "through", "because", "said by", "at (UTC)", "activity")
_APART: Final = ("kind", "key", "named with", "why it is not this lead's", "said by", "at (UTC)", "activity")


def page(asked: Key, person: Person) -> Iterator[str]:
    """The lines for people; `asked` is the key that they named."""
    yield from moved(asked, person.home)
    yield f"{shown(person.home)}: one lead, {counted(len(person.joined), 'key')}"
    yield from _table(_JOINED, list(map(_cells, person.joined)))
    if person.apart:
        yield ""
        yield "Named with it, and not this lead's:"
        yield from _table(_APART, list(map(_aside, person.apart)))
    if about := list(_about(person)):
        yield from ("", *about)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from table([head, *rows[:SHOWN]])
    if len(rows) > SHOWN:
        yield f"  and {len(rows) - SHOWN} more, which --json lists"


def _about(person: Person) -> Iterator[str]:
    address = _address(person)
    if address is not None:
        task = "; the address is a task's, not a person's" if role(address) else ""
        yield f"Company: {company(address) or 'none that its address tells of'}{task}"
    if (erase := person.state.lead.erase_requested) is not None:
        yield f"Erasure was asked for on {minute(erase)}: nobody is alerted of this lead any more."


def _cells(each: Joined) -> Sequence[str]:
    kind, value = each.key[0], clean(each.key[1], len(each.key[1]))
    if each.through is None:
        return kind, value, "lives here", *("",) * 5
    tie = "" if each.claim is None else _TIES[each.claim.tie]
    return kind, value, _minute(each.since), shown(each.through), tie, *_claimed(each.claim)


def _aside(each: Apart) -> Sequence[str]:
    kind, value = each.key[0], clean(each.key[1], len(each.key[1]))
    return kind, value, shown(each.beside), why(each), *_claimed(each.claim)


def _claimed(claim: Claim | None) -> tuple[str, str, str]:
    """Who said it, when, by which activity."""
    if claim is None:
        return "", "", ""
    return clean(claim.source, len(claim.source)), _minute(claim.at), clean(claim.activity, len(claim.activity))


def why(each: Apart) -> str:
    """Why the key is not the lead's, in words."""
    others = " and ".join(map(shown, each.others))
    match each.why:
        case Why.SHARED:
            return f"a shared device: also seen with {others}" if others else "a shared device"
        case Why.ANOTHERS:
            return f"belongs to {others}" if each.key not in each.others else "a lead of its own"
        case Why.PARTED:
            when = "" if each.at is None else f" on {minute(each.at)}"
            return f"parted by a person{when}{': ' if each.reason else ''}{clean(each.reason)}"
        case Why.UNSETTLED:
            return "not settled yet: whatever is next said of both settles it"


def _minute(at: Instant | None) -> str:
    return "" if at is None else minute(at).removesuffix(" UTC")


def _address(person: Person) -> str | None:
    return person.home[1] if person.home[0] == EMAIL else None


def document(asked: Key, person: Person) -> dict[str, Json]:
    """The same for programs."""
    address, erase = _address(person), person.state.lead.erase_requested
    return {
        "asked": written(asked),
        "lead": person.state.id,
        "lives_under": written(person.home),
        "company": company(address),
        "role_address": role(address),
        "erase_requested": None if erase is None else iso(erase),
        "keys": [_joined(each) for each in person.joined],
        "apart": [_apart(each) for each in person.apart],
    }


def _joined(each: Joined) -> Json:
    return {
        "kind": each.key[0],
        "value": each.key[1],
        "joined_at": None if each.since is None else iso(each.since),
        "through": None if each.through is None else written(each.through),
        "because": _claim(each.claim),
    }


def _apart(each: Apart) -> Json:
    return {
        "kind": each.key[0],
        "value": each.key[1],
        "named_with": written(each.beside),
        "why": str(each.why),
        "others": [written(other) for other in each.others],
        "reason": each.reason or None,
        "because": _claim(each.claim),
    }


def _claim(claim: Claim | None) -> Json:
    if claim is None:
        return None
    return {"tie": claim.tie.name.lower(), "at": iso(claim.at), "source": claim.source, "activity": claim.activity}
